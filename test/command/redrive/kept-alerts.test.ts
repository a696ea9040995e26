import { describe, expect, test } from 'vitest';
import {
  clientsIn,
  clientsOfDrillsIn,
  holdsAlerts,
  isDrill,
  problemsOfUnreadable,
} from '../../../command/redrive/kept-alerts.ts';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';
import { snsEvent, sqsEvent, sqsRecords } from '../../wrapped.ts';

const alert = rawAlert(CLIENT_ID);
const drill = rawAlert(CLIENT_ID, { detail: { dryRun: true } });
const other = rawAlert('0f9c2a5e-4b1d-4c7a-8e21-5d2f3c4b6a70');

describe('only events are alerts', () => {
  test.each([
    ['an alert', alert],
    ['an array of alerts', [alert, drill]],
    ['an alert in a topic', snsEvent(alert)],
    ['what a pipe brought of a queue', sqsRecords(alert, drill)],
    ['an event that cannot be understood, so that the function says why', { source: 'security.alerts' }],
    ['an event that asks to enable, which the function refuses', { ...alert, action: 'enable' }],
  ])('%s is one', (_, event) => {
    expect(holdsAlerts(event)).toBe(true);
  });

  test.each([
    ['a request to enable', { action: 'enable', clientId: CLIENT_ID, reason: 'false alarm' }],
    ['a request to disable', { clientId: CLIENT_ID, reason: 'phishing' }],
    ['a call of a schedule', { schedule: 'watch' }],
    ['an array that holds a request', [alert, { action: 'enable', clientId: CLIENT_ID, reason: 'x' }]],
    ['an array in an array', [[alert]]],
    ['an empty array', []],
    ['a body that holds nothing', undefined],
  ])('%s is none', (_, event) => {
    expect(holdsAlerts(event)).toBe(false);
  });
});

test('the client is the one that the function would act on, whichever way it is written', () => {
  const spelt = rawAlert(undefined, {
    detail: { clientId: null, client_id: ` ${CLIENT_ID.toUpperCase()} ` },
  });
  expect(clientsIn([spelt, other])).toEqual([CLIENT_ID, '0f9c2a5e-4b1d-4c7a-8e21-5d2f3c4b6a70']);
  expect(clientsIn({ action: 'enable', clientId: CLIENT_ID, reason: 'x' })).toEqual([]);
});

test('a wrapped alert shows its client, also where its source is in settings that are not known here', () => {
  expect(clientsIn(sqsEvent(alert, other))).toEqual([CLIENT_ID, '0f9c2a5e-4b1d-4c7a-8e21-5d2f3c4b6a70']);
  const elsewhere = snsEvent(rawAlert(CLIENT_ID, { source: 'another.siem' }));
  expect(clientsIn(elsewhere)).toEqual([CLIENT_ID]);
  expect(problemsOfUnreadable(elsewhere)).toBeUndefined();
  expect(problemsOfUnreadable(snsEvent('junk'))).toEqual(['holds a text that is not JSON']);
});

test('an array is a drill only if every event of it is', () => {
  expect(isDrill([drill, drill])).toBe(true);
  expect(isDrill([drill, alert])).toBe(false);
});

test('a client belongs to a drill only if no other alert of the array names it', () => {
  expect(clientsOfDrillsIn([drill, other])).toEqual([CLIENT_ID]);
  expect(clientsOfDrillsIn([drill, alert])).toEqual([]);
  expect(clientsOfDrillsIn(drill)).toEqual([CLIENT_ID]);
  expect(clientsOfDrillsIn(alert)).toEqual([]);
});
