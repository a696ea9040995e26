import { describe, expect, test } from 'vitest';
import { readPayload } from '../../../lambda/requests/door.ts';
import { rawAlert } from '../../alerts.ts';
import { NO_INPUTS } from '../../inputs.ts';
import { setStage } from '../../stage.ts';
import { CLIENT_ID, invalidWithoutCall } from './door.ts';

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => rawAlert(CLIENT_ID, { id: `event-${n}` }));

test.for([1, 2, 100])('an array of %i events is taken whole, in its order', (count) => {
  const delivery = readPayload(many(count), NO_INPUTS, 'unqualified');
  expect(delivery).toMatchObject({ from: 'bus', batch: true });
  const ids = delivery.from === 'bus' ? delivery.alerts.map(({ eventId }) => eventId) : [];
  expect(ids).toEqual(many(count).map(({ id }) => id));
});

test('a single event is no batch', () => {
  expect(readPayload(rawAlert(CLIENT_ID), NO_INPUTS, 'unqualified')).toMatchObject({
    from: 'bus',
    batch: false,
  });
});

test.for([0, 101, 10_000])(
  'an array of %i events is one invalid result, and the portal is not called',
  async (count) => {
    const { error } = await invalidWithoutCall(many(count));
    expect(error?.message).toBe(`must hold 1 to 100 events, not ${count}`);
  },
);

describe('an array holds events only: anything else in it is invalid in its place, and the portal is not called', () => {
  test.for([
    { action: 'enable', clientId: CLIENT_ID, reason: 'please', acceptUnrotatedSecret: true },
    { clientId: CLIENT_ID, reason: 'please' },
    { action: 'check' },
    null,
    'text',
    7,
    [rawAlert(CLIENT_ID)],
  ])('%j', async (entry) => {
    const { trigger, error } = await invalidWithoutCall([entry]);
    expect(trigger.type).toBe('alert');
    expect(error?.message).toBe('must be an EventBridge event with a detail');
  });
});

test('an invalid event between two good ones stops neither, and gets its own result', async () => {
  const { invokeAll, portal, published } = await setStage();
  const { crm, backup } = portal.clients;
  const results = await invokeAll([
    rawAlert(crm.clientId, { id: 'a' }),
    rawAlert('nonsense', { id: 'b' }),
    rawAlert(backup.clientId, { id: 'c' }),
  ]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['disabled', 'invalid', 'disabled']);
  expect(results.map(({ trigger }) => trigger.eventId)).toEqual(['a', 'b', 'c']);
  expect(published()).toEqual(results);
});
