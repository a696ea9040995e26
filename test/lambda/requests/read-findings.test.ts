import { describe, expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { FIXTURE_CLIENT, type FindingFixture, findingEvent, withFindings } from '../../findings.ts';
import { type StageOptions, setStage } from '../../stage.ts';

const KEY = 'docspaceOAuth2ClientId';
const FORMATS = ['asff', 'ocsf'] as const;
const INPUTS = { INPUTS: 'asff, ocsf' };

/** The whole function with every format enabled, and fixtures about clients of its portal. */
const setFindingStage = async (options: StageOptions = {}) => {
  const stage = await setStage({ ...options, env: { ...INPUTS, ...options.env } });
  const { crm, backup } = stage.portal.clients;
  const fixture = (name: FindingFixture) =>
    findingEvent(name, { clientId: crm.clientId, otherId: backup.clientId });
  return { ...stage, crm, backup, fixture };
};

describe.for(FORMATS)('a finding in the format %s', (format) => {
  test('ends disabled, and the result is published', async () => {
    const { invoke, portal, published, crm, fixture } = await setFindingStage();
    const event = fixture(`${format}-imported`);
    const result = await invoke(event);
    expect(result).toMatchObject({
      outcome: 'disabled',
      final: true,
      trigger: {
        type: 'alert',
        eventId: event.id,
        alertId: 'oauth-watch/7c1d2e3f',
        source: 'aws.securityhub',
        severity: 'critical',
        detectedAt: '2026-01-31T02:59:00.000Z',
      },
    });
    expect(published()).toEqual([result]);
    expect(portal.databaseEnabled(crm.clientId)).toBe(false);
  });

  test('fails while its format is not enabled, and is delivered again; the portal is not touched', async () => {
    const other = format === 'asff' ? 'ocsf' : 'asff';
    const { invoke, published, portal, crm, fixture } = await setFindingStage({ env: { INPUTS: other } });
    await expect(invoke(fixture(`${format}-imported`))).rejects.toThrow(RetryNeededError);
    expect(published()).toMatchObject([
      {
        outcome: 'failed',
        final: false,
        trigger: { type: 'alert' },
        client: { clientId: crm.clientId },
        error: {
          name: 'SettingError',
          message: expect.stringContaining(`not enabled: add ${format} to the setting inputs (INPUTS)`),
        },
        nextSteps: [
          'Change the setting that the error names, and deploy.',
          expect.stringContaining('kept in the failure queue'),
        ],
      },
    ]);
    expect(portal.calls).toEqual([]);
  });

  test('that names no client is ignored while its format is not enabled', async () => {
    const { invokeAll, published, ignored, portal, fixture } = await setFindingStage({ env: { INPUTS: '' } });
    await invokeAll(fixture(`${format}-misspelt-key`));
    expect([published(), ignored, portal.calls]).toEqual([[], [1], []]);
  });

  test('is refused once it is resolved, and the portal is not touched', async () => {
    const { invoke, portal, published, crm, fixture } = await setFindingStage();
    const result = await invoke(fixture(`${format}-resolved`));
    expect(result).toMatchObject({
      outcome: 'refused',
      guard: {
        name: 'inactive-finding',
        message: expect.stringMatching(/: (Workflow\.Status is RESOLVED|status_id is 4 \(Resolved\))$/),
      },
    });
    expect(published()).toEqual([result]);
    expect(portal.calls).toEqual([]);
    expect(portal.databaseEnabled(crm.clientId)).toBe(true);
  });

  test('with two clients is invalid, and nothing is written', async () => {
    const { invoke, portal, published, fixture } = await setFindingStage();
    const result = await invoke(fixture(`${format}-two-clients`));
    expect(result).toMatchObject({
      outcome: 'invalid',
      client: null,
      trigger: { alertId: 'oauth-watch/7c1d2e3f' },
    });
    expect(result.error?.message).toContain('names two different clients in detail.findings.0.');
    expect(published()).toEqual([result]);
    expect(portal.calls).toEqual([]);
  });

  test('without a client is ignored quietly: counted and logged, no result, the portal is not touched', async () => {
    const { invokeAll, portal, published, counted, ignored, logs, fixture } = await setFindingStage();
    const event = fixture(`${format}-misspelt-key`);
    expect(await invokeAll(event)).toEqual([]);
    expect([published(), counted, portal.calls]).toEqual([[], [], []]);
    expect(ignored).toEqual([1]);
    expect(logs).toEqual([
      { code: 'KS130', fields: { eventId: event.id, findingId: 'oauth-watch/7c1d2e3f', format } },
    ]);
  });

  test('passes the guards of every alert: severity, age, replay', async () => {
    const { invoke, portal, clock, fixture } = await setFindingStage();
    const low = { Severity: { Label: 'LOW' }, severity_id: 2 };
    const guardOf = async (event: unknown) => (await invoke(event)).guard?.name;
    const event = fixture(`${format}-imported`);
    expect(await guardOf(withFindings(event, low))).toBe('below-severity');
    expect(await guardOf({ ...event, 'replay-name': 'again' })).toBe('stale-alert');
    clock.ms += 25 * 3_600_000;
    expect(await guardOf(event)).toBe('stale-alert');
    expect(portal.calls).toEqual([]);
  });
});

describe('several findings in one event', () => {
  const fields = (clientId: string) => ({ ProductFields: { [KEY]: clientId } });

  test('about two clients are two alerts with their own results; what names none is ignored', async () => {
    const { invokeAll, published, ignored, crm, backup, fixture } = await setFindingStage();
    const event = withFindings(
      fixture('asff-imported'),
      { Id: 'f-1', ...fields(crm.clientId) },
      { Id: 'f-2', ProductFields: {} },
      { Id: 'f-3', ...fields(backup.clientId) },
    );
    const results = await invokeAll(event);
    expect(
      results.map(({ outcome, trigger, client }) => [outcome, trigger.alertId, client?.clientId]),
    ).toEqual([
      ['disabled', 'f-1', crm.clientId],
      ['disabled', 'f-3', backup.clientId],
    ]);
    expect(new Set(results.map(({ requestKey }) => requestKey)).size).toBe(2);
    expect(published()).toEqual(results);
    expect(ignored).toEqual([1]);
  });

  test('that are invalid for two reasons are two results', async () => {
    const { invokeAll, portal, fixture } = await setFindingStage();
    const results = await invokeAll(
      withFindings(fixture('asff-imported'), { Id: 'f-1', ...fields('x') }, { Id: 'f-2', ...fields('y') }),
    );
    expect(results.map(({ trigger }) => trigger.alertId)).toEqual(['f-1', 'f-2']);
    expect(new Set(results.map(({ resultId }) => resultId)).size).toBe(2);
    expect(portal.calls).toEqual([]);
  });

  test('delivered again keep their keys', async () => {
    const { invokeAll, crm, backup, fixture } = await setFindingStage();
    const event = withFindings(
      fixture('asff-imported'),
      { Id: 'f-1', ...fields(crm.clientId) },
      { Id: 'f-2', ...fields(backup.clientId) },
    );
    const keysOf = async () => (await invokeAll(event)).map(({ requestKey }) => requestKey);
    expect(await keysOf()).toEqual(await keysOf());
  });
});

describe('a custom action', () => {
  test('disables whatever the severity and the age of the finding are: a person chose it', async () => {
    const { invoke, portal, crm, fixture } = await setFindingStage();
    expect(await invoke(fixture('asff-custom-action'))).toMatchObject({
      outcome: 'disabled',
      trigger: { severity: 'low', detectedAt: '2026-01-31T02:59:58.000Z' },
    });
    expect(portal.databaseEnabled(crm.clientId)).toBe(false);
  });

  test('counts for the circuit breaker', async () => {
    const { invokeAll, portal, crm, backup, fixture } = await setFindingStage({
      env: { BREAKER_LIMIT: '1' },
    });
    const results = await invokeAll(
      withFindings(
        fixture('asff-custom-action'),
        { Id: 'f-1', ProductFields: { [KEY]: crm.clientId } },
        { Id: 'f-2', ProductFields: { [KEY]: backup.clientId } },
      ),
    );
    expect(results.map(({ outcome, guard }) => guard?.name ?? outcome)).toEqual(['disabled', 'breaker-open']);
    expect(portal.databaseEnabled(backup.clientId)).toBe(true);
  });

  test('on findings without a client is invalid for each: the person who pressed the button gets the places for it', async () => {
    const { invokeAll, portal, ignored, fixture } = await setFindingStage();
    const results = await invokeAll(
      withFindings(
        fixture('asff-custom-action'),
        { Id: 'f-1', ProductFields: {} },
        { Id: 'f-2', ProductFields: {} },
      ),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['invalid', 'invalid']);
    expect(results[1]?.error?.message).toMatch(
      /^detail\.findings\.1 names no client; looked for in ProductFields\.docspace/,
    );
    expect([ignored, portal.calls]).toEqual([[], []]);
  });

  test('by another button is not for us, whatever its findings hold: the portal is not touched', async () => {
    const { invokeAll, portal, ignored, fixture } = await setFindingStage();
    const ours = fixture('asff-custom-action');
    for (const actionName of ['Open a ticket', 'disable oauth client', undefined])
      expect(await invokeAll({ ...ours, detail: { ...ours.detail, actionName } })).toEqual([]);
    expect(ignored).toEqual([1, 1, 1]);
    expect(portal.calls).toEqual([]);
  });

  test('is known by the name in the settings', async () => {
    const { invokeAll, fixture } = await setFindingStage({ env: { FINDING_ACTION_NAME: 'Cut it off' } });
    const pressed = fixture('asff-custom-action');
    expect(await invokeAll(pressed)).toEqual([]);
    const ours = { ...pressed, detail: { ...pressed.detail, actionName: 'Cut it off' } };
    expect(await invokeAll(ours)).toMatchObject([{ outcome: 'disabled' }]);
  });

  test('on three findings of which two name a client answers for each, in their order', async () => {
    const { invokeAll, portal, published, crm, backup, fixture } = await setFindingStage();
    const pressed = withFindings(
      fixture('asff-custom-action'),
      { Id: 'f-1', ProductFields: {} },
      { Id: 'f-2' },
      { Id: undefined, ProductFields: {} },
      { Id: 'f-4', ProductFields: { [KEY]: backup.clientId } },
    );
    const results = await invokeAll(pressed);
    expect(results.map(({ outcome, trigger }) => [outcome, trigger.alertId])).toEqual([
      ['invalid', 'f-1'],
      ['disabled', 'f-2'],
      ['invalid', null],
      ['disabled', 'f-4'],
    ]);
    expect(new Set(results.map(({ requestKey }) => requestKey)).size).toBe(4);
    expect(published()).toEqual(results);
    expect(portal.databaseEnabled(crm.clientId)).toBe(false);
    expect(portal.databaseEnabled(backup.clientId)).toBe(false);
  });

  test('on a finding that a person restored the client after disables it again', async () => {
    const { invoke, portal, clock, crm, fixture } = await setFindingStage();
    const pressed = fixture('asff-custom-action');
    expect(await invoke(pressed)).toMatchObject({ outcome: 'disabled' });
    const enable = { action: 'enable', clientId: crm.clientId, reason: 'x', acceptUnrotatedSecret: true };
    expect(await invoke(enable)).toMatchObject({ outcome: 'enabled' });
    clock.ms += 600_000;
    const time = new Date(clock.ms).toISOString();
    expect(await invoke({ ...pressed, id: 'again', time })).toMatchObject({ outcome: 'disabled' });
    expect(portal.databaseEnabled(crm.clientId)).toBe(false);
  });
});

test('a new event about a finding that a person has judged does not undo the restore, unless it was seen again', async () => {
  const { invoke, portal, clock, crm, fixture } = await setFindingStage();
  const found = fixture('asff-imported');
  await invoke(found);
  await invoke({ action: 'enable', clientId: crm.clientId, reason: 'x', acceptUnrotatedSecret: true });
  clock.ms += 600_000;
  const time = new Date(clock.ms).toISOString();
  expect(await invoke({ ...found, id: 'updated', time })).toMatchObject({
    guard: { name: 'restored-since-alert' },
  });
  expect(portal.databaseEnabled(crm.clientId)).toBe(true);
  const seen = { ...withFindings(found, { LastObservedAt: time }), id: 'seen again', time };
  expect(await invoke(seen)).toMatchObject({ outcome: 'disabled' });
});

test("the key is the setting's", async () => {
  const { invokeAll, crm, fixture } = await setFindingStage({ env: { FINDING_CLIENT_ID_KEY: 'appId' } });
  const event = fixture('asff-imported');
  const named = withFindings(event, { Id: 'f-1', ProductFields: { appId: crm.clientId } });
  expect((await invokeAll(named)).map(({ outcome }) => outcome)).toEqual(['disabled']);
  expect(await invokeAll(event)).toEqual([]);
});

test.each([
  ['ProductFields', 'asff-imported', { ProductFields: { [KEY]: '' } }],
  ['a resource without uid', 'ocsf-imported', { resources: [{ type: KEY }] }],
] as const)('a key with nothing under it is invalid, not ignored: %s', async (_place, name, changes) => {
  const { invoke, portal, fixture } = await setFindingStage();
  const { outcome, error } = await invoke(withFindings(fixture(name), changes));
  expect(outcome).toBe('invalid');
  expect(error?.message).toContain('is missing: the UUID of the OAuth2 client to disable');
  expect(portal.calls).toEqual([]);
});

test("a finding's detail-type from another source is an alert of our own format, good or bad", async () => {
  const { invoke, fixture } = await setFindingStage();
  const { error } = await invoke({ ...fixture('asff-imported'), source: 'security.alerts' });
  expect(error?.message).toContain('detail.clientId is missing');
});

test('another detail-type of Security Hub is none of the formats: invalid, and the portal is not touched', async () => {
  const { invoke, portal, fixture } = await setFindingStage();
  const result = await invoke({ ...fixture('asff-imported'), 'detail-type': 'Security Hub Insight Results' });
  expect(result.outcome).toBe('invalid');
  expect(portal.calls).toEqual([]);
});

test('an array may mix formats, each event for itself', async () => {
  const { invokeAll, crm, fixture } = await setFindingStage();
  const results = await invokeAll([fixture('asff-imported'), fixture('ocsf-imported')]);
  expect(results.map(({ outcome, client }) => [outcome, client?.clientId])).toEqual([
    ['disabled', crm.clientId],
    ['already-disabled', crm.clientId],
  ]);
  expect(crm.clientId).not.toBe(FIXTURE_CLIENT);
});
