import { FINDING_FORMATS } from '../../lambda/contract/finding-format.ts';
import { parseInputs } from '../../lambda/contract/settings.ts';
import { readEvents, readPayload } from '../../lambda/requests/door.ts';
import { AlertSchema } from '../../lambda/requests/read-alert.ts';

/** Every format, under the key that is the default: enough to tell messages apart. */
const INPUTS = parseInputs({ INPUTS: FINDING_FORMATS.join(',') });

const eventsIn = (event: unknown): unknown[] => (Array.isArray(event) ? event : [event]);

/**
 * Whether the function would take it for an alert, or for an array of nothing but alerts, good or bad. Only those
 * may be sent again by a machine: a person's request that waited may be an `enable` that nobody means any more.
 */
export const holdsAlerts = (event: unknown): boolean => {
  const events = eventsIn(event);
  return (
    events.length > 0 && events.every((one) => !Array.isArray(one) && readEvents(one, INPUTS).length > 0)
  );
};

/** Whether it is a call of the stack's own schedules: a later one has long made up for it. */
export const isOfSchedule = (event: unknown): boolean =>
  readPayload(event, INPUTS, 'unqualified').from === 'schedule';

/** Whether an event, or every event of an array, asked for a drill itself. */
export const isDrill = (event: unknown): boolean =>
  eventsIn(event).every((one) => AlertSchema.safeParse(one).data?.dryRun === true);

/** The clients that an alert, or an array of them, names: UUIDs only, so they can be shown anywhere. */
export const clientsIn = (event: unknown): string[] =>
  eventsIn(event)
    .flatMap((one) => readEvents(one, INPUTS))
    .flatMap(({ readings }) => readings)
    .flatMap((reading) => (reading.kind === 'alert' ? [reading.alert.clientId] : []));

/** Clients that nothing but a drill names, in an array that holds more than drills. */
export const clientsOfDrillsIn = (event: unknown): string[] => {
  const meant = new Set(clientsIn(eventsIn(event).filter((one) => !isDrill(one))));
  return clientsIn(eventsIn(event).filter(isDrill)).filter((clientId) => !meant.has(clientId));
};
