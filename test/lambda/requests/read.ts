import { emptyClientPlaces, placesOf } from '../../../command/places.ts';
import { readEvents } from '../../../lambda/requests/door.ts';
import type { Reading } from '../../../lambda/requests/reading.ts';
import { EVERY_INPUT } from '../../inputs.ts';

/** What the door makes of an event with one finding, with every format enabled. */
export const readOne = (event: unknown): Reading => {
  const [reading, ...others] = readEvents(event, EVERY_INPUT).flatMap(({ readings }) => readings);
  if (reading === undefined || others.length > 0) throw new Error('one reading was expected');
  return reading;
};

/** The places where a client id counts and none is, as `explain` shows them. */
export const emptyPlacesIn = (event: unknown): string[] =>
  readEvents(event, EVERY_INPUT).flatMap(({ format }) =>
    emptyClientPlaces(event, format, 0, EVERY_INPUT.clientIdKey),
  );

/** The alert, and the places of its parts as `explain` shows them: the two must agree. */
export const alertIn = (event: unknown) => {
  const [read] = readEvents(event, EVERY_INPUT);
  const [reading] = read?.readings ?? [];
  if (read === undefined || reading?.kind !== 'alert')
    throw new Error(`no alert: ${JSON.stringify(reading)}`);
  const { alert } = reading;
  return {
    alert,
    places: placesOf(alert, event, read.format, 0, EVERY_INPUT.clientIdKey),
    emptyPlaces: emptyPlacesIn(event),
  };
};

export const problemsIn = (event: unknown): string[] => {
  const reading = readOne(event);
  if (reading.kind !== 'invalid') throw new Error('the door took it');
  return reading.unreadable.problems;
};
