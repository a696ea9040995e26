import { describe, expect, test } from 'vitest';
import { ACCEPTED_SHAPES } from '../../../lambda/requests/accepted-shapes.ts';
import { readPayload } from '../../../lambda/requests/door.ts';
import { NO_INPUTS } from '../../inputs.ts';
import { acceptedRequest, CLIENT_ID } from './door.ts';

const actionOf = (shape: string): string => shape.slice(0, shape.indexOf(':'));

/** The object that a shape shows, with its optional fields where it names some. */
const typed = (shape: string, isFull: boolean): unknown => {
  const [, object = '', more = ''] = /^[\w-]+: (\{.*?\})(?:; optional: (.*))?$/.exec(shape) ?? [];
  const text = isFull && more !== '' ? `${object.slice(0, -1)}, ${more}}` : object;
  return JSON.parse(text.replace('<UUID>', CLIENT_ID).replace('<why>', 'drill').replace('<who>', 'Ada'));
};

const byHand = ACCEPTED_SHAPES.filter((shape) => actionOf(shape) !== 'alert');

describe('what is said to be accepted is accepted', () => {
  test.for(byHand)('%s', (shape) => {
    for (const isFull of [false, true])
      expect(acceptedRequest(typed(shape, isFull)).action).toBe(actionOf(shape));
  });

  test('every action is shown once, and the alert', () => {
    expect(ACCEPTED_SHAPES.map(actionOf)).toEqual([
      'disable',
      'enable',
      'status',
      'check',
      'list',
      'reset-breaker',
      'rotate',
      'alert',
    ]);
  });

  test("every field that the alert's shape names is one that the door asks for", () => {
    const shape = ACCEPTED_SHAPES.at(-1) ?? '';
    for (const field of ['id', 'source', 'detail-type', 'time', 'detail.clientId', '1 to 100'])
      expect(shape).toContain(field);
    const delivery = readPayload({ detail: {} }, NO_INPUTS, 'unqualified');
    const problems = delivery.from === 'bus' ? delivery.alerts : [];
    expect(JSON.stringify(problems)).toMatch(/id is missing.*source is missing.*detail-type is missing/);
  });
});
