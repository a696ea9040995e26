import { describe, expect, test } from 'vitest';
import { readPayload } from '../../../lambda/requests/door.ts';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { rawAlert } from '../../alerts.ts';
import { findingEvent, withFindings } from '../../findings.ts';
import { NO_INPUTS } from '../../inputs.ts';
import { setStage } from '../../stage.ts';
import {
  messageIdOf,
  notification,
  QUEUE,
  snsEvent,
  sqsEvent,
  sqsRecords,
  TOPIC,
  WRAPPINGS,
} from '../../wrapped.ts';
import { CLIENT_ID, OTHER_ID } from './door.ts';

/** What ends `failed` because of a setting, and so is delivered again; the portal is not touched. */
const failedBy = async (payload: unknown, env: Record<string, string>) => {
  const { invokeAll, portal, published } = await setStage({ env });
  await expect(invokeAll(payload)).rejects.toThrow(RetryNeededError);
  expect(portal.calls).toEqual([]);
  const [result, ...others] = published();
  expect([result?.outcome, result?.final, result?.error?.name, others]).toEqual([
    'failed',
    false,
    'SettingError',
    [],
  ]);
  return result;
};

/** What ends `invalid`, as a machine's, published; the portal is not touched. */
const invalidAlert = async (payload: unknown, qualifier?: string) => {
  const { invokeAll, portal, published } = await setStage();
  const results = await invokeAll(payload, undefined, qualifier);
  expect(results).toMatchObject([{ outcome: 'invalid', final: true, trigger: { type: 'alert' } }]);
  expect(published()).toEqual(results);
  expect(portal.calls).toEqual([]);
  return results[0]?.error?.message;
};

describe.for(WRAPPINGS)('%s', ([, wrap, transport]) => {
  test.for([undefined, 'alerts', 'responder'])(
    'is opened, and the alert in it disables its client: through %s',
    async (qualifier) => {
      const { invokeAll, portal } = await setStage();
      const { clientId } = portal.clients.crm;
      const [result, ...others] = await invokeAll(wrap(rawAlert(clientId)), undefined, qualifier);
      expect(result).toMatchObject({
        outcome: 'disabled',
        trigger: { type: 'alert', source: 'security.alerts' },
      });
      expect(result?.trigger.transport).toBe(transport);
      expect(others).toEqual([]);
      expect(portal.databaseEnabled(clientId)).toBe(false);
    },
  );

  test.for([
    { action: 'enable', clientId: CLIENT_ID, reason: 'please', acceptUnrotatedSecret: true },
    { clientId: CLIENT_ID, reason: 'please' },
    { action: 'check' },
    { schedule: 'watch' },
    { action: 'reset-breaker', reason: 'please' },
    7,
    null,
    {},
    [],
  ])("holds no person's request and no call of a schedule: %j in it is an invalid alert", async (content) => {
    await invalidAlert(wrap(content));
  });
});

test('one layer more than three is not opened', async () => {
  const text = JSON.stringify(JSON.stringify(JSON.stringify(rawAlert(CLIENT_ID))));
  expect(await invalidAlert(sqsEvent(notification(text)))).toBe('is wrapped more than 3 times');
});

describe('a batch', () => {
  test('of three messages is three alerts, and a bad one among them stops no other', async () => {
    const { invokeAll, portal, published } = await setStage();
    const { crm, backup } = portal.clients;
    const results = await invokeAll(sqsEvent(rawAlert(crm.clientId), 'not JSON', rawAlert(backup.clientId)));
    expect(results.map(({ outcome, trigger }) => [outcome, trigger.eventId, trigger.transport])).toEqual([
      ['disabled', messageIdOf(1), QUEUE],
      ['invalid', messageIdOf(2), QUEUE],
      ['disabled', messageIdOf(3), QUEUE],
    ]);
    expect(results[1]?.error?.message).toBe('holds a text that is not JSON');
    expect(published()).toEqual(results);
  });

  test('of which one fails is delivered again as a whole, and what was proven is reported as it was', async () => {
    const { invokeAll, portal, published } = await setStage();
    const { crm, backup } = portal.clients;
    const batch = sqsRecords(rawAlert(crm.clientId), rawAlert(backup.clientId));
    portal.faults.set(
      'read',
      { kind: 'status', status: 403, contentType: 'application/problem+json', body: '{"detail":"denied"}' },
      { times: 1 },
    );
    await expect(invokeAll(batch)).rejects.toThrow(RetryNeededError);
    const [, second] = published();
    const again = await invokeAll(batch);
    expect(again.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled']);
    expect(again[1]).toEqual(second);
  });

  test('of more than a hundred alerts starts a hundred; the others fail, each with its client, and come again', async () => {
    const alert = rawAlert('not an id');
    const { invokeAll, published, portal } = await setStage();
    const { crm } = portal.clients;
    const contents = [...Array.from({ length: 100 }, () => alert), rawAlert(crm.clientId)];
    await expect(invokeAll(sqsEvent(...contents))).rejects.toThrow(RetryNeededError);
    const outcomes = published().map(({ outcome }) => outcome);
    expect(outcomes.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => 'invalid'));
    expect(published()[100]).toMatchObject({
      outcome: 'failed',
      final: false,
      client: { clientId: crm.clientId },
      error: { name: 'TooManyAlertsError', retryable: true },
    });
    expect(portal.calls).toEqual([]);
    expect(portal.databaseEnabled(crm.clientId)).toBe(true);
  });

  test('of more records than a queue ever delivers is one invalid alert', async () => {
    const records = Array.from({ length: 10_001 }, () => 0);
    expect(await invalidAlert({ Records: records })).toMatch(/^is no message of SNS or SQS/);
  });
});

test('messages that together hold more events than that are one invalid alert', async () => {
  const list = JSON.stringify(Array.from({ length: 100 }, () => 0));
  expect(await invalidAlert(sqsEvent(...Array.from({ length: 101 }, () => list)))).toBe(
    'must hold at most 10000 events, not 10100',
  );
});

describe('the identity of a wrapped alert is that of the message', () => {
  const idsIn = (payload: unknown) => {
    const delivery = readPayload(payload, NO_INPUTS, 'alerts');
    return delivery.from === 'bus' ? delivery.alerts.map(({ eventId }) => eventId) : [];
  };

  test('which the sender cannot choose: the same envelope in two messages is two alerts', () => {
    expect(idsIn(sqsEvent(rawAlert(CLIENT_ID), rawAlert(CLIENT_ID)))).toEqual([
      messageIdOf(1),
      messageIdOf(2),
    ]);
  });

  test('of the outermost message: what is inside a body anybody may have written', () => {
    expect(idsIn(sqsEvent(notification(rawAlert(CLIENT_ID), { id: 'chosen' })))).toEqual([messageIdOf(1)]);
  });

  test('with the place in it, where one message holds several', () => {
    const list = [rawAlert(CLIENT_ID), rawAlert(OTHER_ID), rawAlert(CLIENT_ID)];
    const id = messageIdOf(1);
    expect(idsIn(sqsEvent(list))).toEqual([id, `${id}~1`, `${id}~2`]);
  });

  test('a message that comes again after a restore never writes again, whatever time is in it', async () => {
    const { invokeAll, portal, clock } = await setStage();
    const { clientId } = portal.clients.crm;
    const message = snsEvent(rawAlert(clientId, { time: '2026-02-05T00:00:00Z' }));
    expect(await invokeAll(message)).toMatchObject([{ outcome: 'disabled' }]);
    const enable = { action: 'enable', clientId, reason: 'x', acceptUnrotatedSecret: true };
    expect(await invokeAll(enable)).toMatchObject([{ outcome: 'enabled' }]);
    clock.ms += 600_000;
    const writes = portal.activationWrites().length;
    expect(await invokeAll(message)).toMatchObject([
      { outcome: 'refused', guard: { name: 'restored-since-alert' } },
    ]);
    expect(portal.activationWrites()).toHaveLength(writes);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });
});

describe('what the rule sees to is held to what comes wrapped', () => {
  const alert = rawAlert(CLIENT_ID);

  test.for([
    ['alertTransports (ALERT_TRANSPORTS)', snsEvent(alert), { ALERT_TRANSPORTS: `${TOPIC}-2,${QUEUE}` }],
    ['alertTransports (ALERT_TRANSPORTS)', sqsEvent(alert), { ALERT_TRANSPORTS: TOPIC }],
    // The topic inside is a claim of whoever wrote into the queue.
    ['alertTransports (ALERT_TRANSPORTS)', sqsEvent(notification(alert)), { ALERT_TRANSPORTS: TOPIC }],
    ['alertSources (ALERT_SOURCES)', snsEvent(alert), { ALERT_SOURCES: 'other.alerts' }],
    ['alertSources (ALERT_SOURCES)', JSON.stringify(alert), { ALERT_SOURCES: 'other.alerts' }],
    ['alertAccounts (ALERT_ACCOUNTS)', sqsEvent(alert), { ALERT_ACCOUNTS: '111111111111' }],
    [
      'alertAccounts (ALERT_ACCOUNTS)',
      sqsEvent(rawAlert(CLIENT_ID, { account: undefined })),
      { ALERT_ACCOUNTS: '123456789012' },
    ],
  ] as const)('else it fails, is delivered again, and names %s', async ([setting, payload, env]) => {
    const result = await failedBy(payload, env);
    expect(result?.error?.message).toContain(setting);
    expect(result?.client?.clientId).toBe(CLIENT_ID);
  });

  test('what cannot be read fails as well, if it came through a topic that the settings do not name', async () => {
    const result = await failedBy(snsEvent('junk'), { ALERT_TRANSPORTS: QUEUE });
    expect(result?.trigger).toMatchObject({ transport: TOPIC, eventId: messageIdOf(1) });
  });

  test.for([
    [snsEvent, { ALERT_TRANSPORTS: `${QUEUE},${TOPIC}` }],
    [
      sqsEvent,
      { ALERT_TRANSPORTS: QUEUE, ALERT_SOURCES: 'a,security.alerts', ALERT_ACCOUNTS: '123456789012' },
    ],
  ] as const)('and lets in what the settings name', async ([wrap, env]) => {
    const { invokeAll, portal } = await setStage({ env });
    expect(await invokeAll(wrap(rawAlert(portal.clients.crm.clientId)))).toMatchObject([
      { outcome: 'disabled' },
    ]);
  });

  test('an alert that a rule delivers is not held to them again', async () => {
    const { invoke, portal } = await setStage({
      env: { ALERT_TRANSPORTS: TOPIC, ALERT_SOURCES: 'other', ALERT_ACCOUNTS: '111111111111' },
    });
    expect(await invoke(rawAlert(portal.clients.crm.clientId))).toMatchObject({ outcome: 'disabled' });
  });
});

describe('a wrapped finding', () => {
  const INPUTS = { INPUTS: 'asff,ocsf' };

  test.for([snsEvent, sqsEvent, sqsRecords])(
    'fails unless the settings name its topic or queue',
    async (wrap) => {
      const result = await failedBy(wrap(findingEvent('asff-imported', { clientId: CLIENT_ID })), INPUTS);
      expect(result?.error?.message).toContain('alertTransports (ALERT_TRANSPORTS)');
    },
  );

  test('inside a text is invalid: no setting could let it in', async () => {
    const { invokeAll, portal } = await setStage({ env: { ...INPUTS, ALERT_TRANSPORTS: TOPIC } });
    const text = JSON.stringify(findingEvent('ocsf-imported', { clientId: CLIENT_ID }));
    expect(await invokeAll(text)).toMatchObject([{ outcome: 'invalid', client: { clientId: CLIENT_ID } }]);
    expect(portal.calls).toEqual([]);
  });

  test.for(['asff-imported', 'ocsf-imported'] as const)(
    'of a topic in the settings disables its client, also where other accounts send the alerts: %s',
    async (name) => {
      const env = { ...INPUTS, ALERT_TRANSPORTS: TOPIC, ALERT_ACCOUNTS: '111111111111' };
      const { invokeAll, portal } = await setStage({ env });
      const event = findingEvent(name, { clientId: portal.clients.crm.clientId });
      const own = { ...event, account: '123456789012' };
      expect(await invokeAll(snsEvent(own))).toMatchObject([
        { outcome: 'disabled', trigger: { transport: TOPIC, source: 'aws.securityhub' } },
      ]);
    },
  );

  test('of another account than the topic and the settings name fails', async () => {
    const env = { ...INPUTS, ALERT_TRANSPORTS: TOPIC, ALERT_ACCOUNTS: '111111111111' };
    const event = { ...findingEvent('asff-imported', { clientId: CLIENT_ID }), account: '222222222222' };
    const result = await failedBy(snsEvent(event), env);
    expect(result?.error?.message).toContain('alertAccounts (ALERT_ACCOUNTS)');
  });

  test('never counts as chosen by a person: the severity guard refuses the button', async () => {
    const { invokeAll, portal } = await setStage({ env: { ...INPUTS, ALERT_TRANSPORTS: TOPIC } });
    const { clientId } = portal.clients.crm;
    const now = { LastObservedAt: '2026-01-31T02:59:00Z', Severity: { Label: 'LOW' } };
    const pressed = withFindings(findingEvent('asff-custom-action', { clientId }), now);
    expect(await invokeAll(snsEvent(pressed))).toMatchObject([
      { outcome: 'refused', guard: { name: 'below-severity' } },
    ]);
    expect(portal.calls).toEqual([]);
  });

  test('that names no client is ignored, whichever topic it came through', async () => {
    const { invokeAll, portal, ignored } = await setStage({ env: INPUTS });
    expect(await invokeAll(snsEvent(findingEvent('asff-misspelt-key')))).toEqual([]);
    expect([ignored, portal.calls]).toEqual([[1], []]);
  });
});
