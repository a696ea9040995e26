import { describe, expect, test } from 'vitest';
import { rawAlert } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { CLIENT_ID, EVENT_ID, invalidWithoutCall, OTHER_ID, problemsIn } from './door.ts';

const SEVERITY = 'detail.severity must be one of informational, low, medium, high, critical';

describe('an alert that is doubtful in what decides is invalid, and the portal is not called', () => {
  test.for([
    ['no client', { detail: { clientId: undefined } }, 'detail.clientId is missing'],
    ['a client that is null', { detail: { clientId: null } }, 'detail.clientId is missing'],
    ['a number for a client', { detail: { clientId: 7 } }, 'detail.clientId must be a text'],
    ['a name for a client', { detail: { clientId: 'Northwind CRM' } }, 'detail.clientId must be a UUID'],
    ['two clients', { detail: { client_id: OTHER_ID } }, 'detail names two different clients'],
    ['a client and half an id', { detail: { client_id: '6c7cf17b' } }, 'detail.client_id must be a UUID'],
    ['a severity of its own', { detail: { severity: 'terrible' } }, SEVERITY],
    ['a severity that only begins like one', { detail: { severity: 'SEV12' } }, SEVERITY],
    ['a severity by a number as text', { detail: { severity: '5' } }, SEVERITY],
    ['a severity by number', { detail: { severity: 8 } }, SEVERITY],
    ['a portal that is no URL', { detail: { portal: 'office.example' } }, 'detail.portal must be the URL'],
    ['a portal of a file', { detail: { portal: 'file:///etc/passwd' } }, 'detail.portal must be the URL'],
    [
      "a portal of a scheme that ends like the web's",
      { detail: { portal: 'xhttp://office.example' } },
      'detail.portal must be the URL',
    ],
    [
      "a portal of a scheme that begins like the web's",
      { detail: { portal: 'https-x://office.example' } },
      'detail.portal must be the URL',
    ],
    ['a time whose zone leads out of four digits', { time: '9999-12-31T23:59:59-23:59' }, 'time must be an'],
    ['a delivery before there was such an event', { time: '2009-12-31T23:59:59Z' }, 'time must be an ISO'],
    ['a time without a zone', { time: '2026-01-31T02:00:00' }, 'time must be an ISO 8601 time with a zone'],
    ['a drill in quotes', { detail: { dryRun: 'true' } }, 'detail.dryRun must be true or false'],
    ['a drill by number', { detail: { dryRun: 1 } }, 'detail.dryRun must be true or false'],
    ['no envelope id', { id: undefined }, 'id is missing'],
    ['an empty envelope id', { id: ' ' }, 'id must not be empty'],
    ['no source', { source: undefined }, 'source is missing'],
    ['an empty source', { source: '\t ' }, 'source must not be empty'],
    ['no time', { time: undefined }, 'time must be an ISO 8601 time'],
    ['a time in words', { time: 'yesterday' }, 'time must be an ISO 8601 time'],
    ['no detail-type', { 'detail-type': undefined }, 'detail-type is missing'],
    ['a replay that is not text', { 'replay-name': { x: 1 } }, 'replay-name'],
  ] as const)('%s', async ([, overrides, problem]) => {
    const { error } = await invalidWithoutCall(rawAlert(CLIENT_ID, overrides));
    expect(error).toMatchObject({ name: 'InvalidRequest', retryable: false });
    expect(error?.message).toContain(problem);
  });

  test.for([undefined, null, 'x', 7, true, [[]]])('a detail that is %j', async (detail) => {
    await invalidWithoutCall({ ...rawAlert(CLIENT_ID), detail });
  });

  test.for(['enable', 'ENABLE', 'status', 'check', 'Disable', 1, true, {}, ['disable']])(
    'an action %j in the detail or beside it',
    async (action) => {
      const problem = 'action must be "disable" or absent: an event can only disable';
      const inside = await invalidWithoutCall(rawAlert(CLIENT_ID, { detail: { action } }));
      const beside = await invalidWithoutCall(rawAlert(CLIENT_ID, { action }));
      expect([inside.error?.message, beside.error?.message]).toEqual([`detail.${problem}`, problem]);
    },
  );
});

test('an event may say disable: it is what it does anyway', () => {
  for (const action of ['disable', null, ''])
    expect(() => problemsIn(rawAlert(CLIENT_ID, { action, detail: { action } }))).toThrow('the door took it');
});

test('an invalid alert is published once, as final and with the accepted shapes, and not delivered again', async () => {
  const { invoke, published, portal } = await setStage();
  const result = await invoke(rawAlert('nonsense'));
  expect(published()).toEqual([result]);
  expect(result.trigger).toMatchObject({
    type: 'alert',
    eventId: EVENT_ID,
    source: 'security.alerts',
  });
  expect(result.nextSteps).toContainEqual(expect.stringMatching(/^Accepted: status: \{"action": "status"/));
  expect(portal.calls).toEqual([]);
});
