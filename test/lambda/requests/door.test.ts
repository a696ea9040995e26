import { describe, expect, test } from 'vitest';
import { readPayload } from '../../../lambda/requests/door.ts';
import { rawAlert } from '../../alerts.ts';
import { NO_INPUTS } from '../../inputs.ts';
import { setStage } from '../../stage.ts';
import { CLIENT_ID, invalidWithoutCall } from './door.ts';

const enable = { action: 'enable', clientId: CLIENT_ID, reason: 'please', acceptUnrotatedSecret: true };

describe('a payload with any key of an event is an event, whatever else it holds', () => {
  test.for([
    { 'detail-type': 'x' },
    { source: 'x' },
    { detail: {} },
    { 'detail-type': null },
    { source: undefined },
    { detail: false },
  ])('%j beside an enable by hand', async (key) => {
    expect(readPayload({ ...enable, ...key }, NO_INPUTS, 'unqualified').from).toBe('bus');
    const { trigger } = await invalidWithoutCall({ ...enable, ...key });
    expect(trigger.type).toBe('alert');
  });

  test('a whole alert that also carries an enable by hand enables nothing', async () => {
    const { error } = await invalidWithoutCall({ ...rawAlert(CLIENT_ID), ...enable });
    expect(error?.message).toBe('action must be "disable" or absent: an event can only disable');
  });
});

test("a payload without any of these keys is a person's, even where it names an event id and a time", async () => {
  const { trigger, error } = await invalidWithoutCall({ ...enable, id: '1', time: '2026-01-31T03:00:00Z' });
  expect(trigger.type).toBe('manual');
  expect(error?.message).toBe('unknown field "id", "time"; is it misspelt?');
});

test('what a payload inherits makes no event of it', () => {
  const inheriting: unknown = Object.assign(Object.create({ source: 'x' }), { action: 'check' });
  expect(readPayload(inheriting, NO_INPUTS, 'unqualified').from).toBe('person');
});

test('an event with an enabling detail leaves a client that is off where it is', async () => {
  const { invoke, portal } = await setStage();
  const { clientId } = portal.addClient({ enabled: false });
  await invoke(rawAlert(clientId, { detail: { action: 'enable', acceptUnrotatedSecret: true } }));
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(portal.calls).toEqual([]);
});
