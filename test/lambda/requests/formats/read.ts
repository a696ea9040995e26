import { readEvents } from '../../../../lambda/requests/door.ts';
import type { Reading } from '../../../../lambda/requests/reading.ts';
import { EVERY_INPUT } from '../../../inputs.ts';

/** What the door makes of an event with one finding, every format switched on. */
export const readOne = (event: unknown): Reading => {
  const [reading, ...others] = readEvents(event, EVERY_INPUT).flatMap(({ readings }) => readings);
  if (reading === undefined || others.length > 0) throw new Error('one reading was expected');
  return reading;
};

/** The alert that comes out, and where its parts stood. */
export const alertIn = (event: unknown) => {
  const reading = readOne(event);
  if (reading.kind !== 'alert') throw new Error(`no alert: ${JSON.stringify(reading)}`);
  return reading;
};

export const problemsIn = (event: unknown): string[] => {
  const reading = readOne(event);
  if (reading.kind !== 'invalid') throw new Error('the door took it');
  return reading.unreadable.problems;
};
