import { FINDING_FORMATS } from '../../lambda/contract/finding-format.ts';
import { parseInputs } from '../../lambda/contract/settings.ts';
import { type Alert, AlertSchema } from '../../lambda/requests/alert.ts';
import { readEvents, readPayload } from '../../lambda/requests/door.ts';

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

/** The alerts that can be read in a payload. */
export const alertsIn = (event: unknown): Alert[] =>
  eventsIn(event)
    .flatMap((one) => readEvents(one, INPUTS))
    .flatMap(({ readings }) => readings)
    .flatMap((reading) => (reading.kind === 'alert' ? [reading.alert] : []));

/** The clients that an alert, or an array of them, names: UUIDs only, so they can be shown anywhere. */
export const clientsIn = (event: unknown): string[] =>
  eventsIn(event)
    .flatMap((one) => readEvents(one, INPUTS))
    .flatMap(({ readings }) => readings)
    .flatMap((reading) => {
      if (reading.kind === 'alert') return [reading.alert.clientId];
      // What came wrapped may be held to settings that are not known here.
      const { setting, clientId } = reading.kind === 'invalid' ? reading.unreadable : {};
      return setting === undefined || clientId === undefined ? [] : [clientId];
    });

/** How many alerts a payload holds, or may hold under settings that are not known here. */
export const countAlerts = (event: unknown): number =>
  readEvents(event, INPUTS).flatMap(({ readings }) => readings).length;

/**
 * The problems of a payload in which no alert can be read, whatever formats are enabled, each for one alert;
 * nothing where any of them can be read or is ignored: another setting may then make an alert of it.
 */
export const problemsOfUnreadable = (event: unknown): string[] | undefined => {
  const readings = readEvents(event, INPUTS).flatMap((one) => one.readings);
  const problems = readings.flatMap((reading) =>
    reading.kind === 'invalid' && reading.unreadable.setting === undefined
      ? [reading.unreadable.problems.join('; ')]
      : [],
  );
  return readings.length > 0 && problems.length === readings.length ? problems : undefined;
};

/** Clients that nothing but a drill names, in an array that holds more than drills. */
export const clientsOfDrillsIn = (event: unknown): string[] => {
  const meant = new Set(clientsIn(eventsIn(event).filter((one) => !isDrill(one))));
  return clientsIn(eventsIn(event).filter(isDrill)).filter((clientId) => !meant.has(clientId));
};
