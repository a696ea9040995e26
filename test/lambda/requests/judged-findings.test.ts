import { describe, expect, test } from 'vitest';
import { rawAlert, THREE_AM } from '../../alerts.ts';
import { type FindingFixture, findingEvent, withFindings } from '../../findings.ts';
import { type StageOptions, setStage } from '../../stage.ts';

const MINUTE_MS = 60_000;

const setFindingStage = async (options: StageOptions = {}) => {
  const stage = await setStage({
    ...options,
    env: { INPUTS: 'asff,ocsf', ...options.env },
    portal: { rateLimit: Number.POSITIVE_INFINITY },
  });
  const { crm, backup } = stage.portal.clients;
  const fixture = (name: FindingFixture, clientId = crm.clientId) =>
    findingEvent(name, { clientId, otherId: backup.clientId });
  let events = 0;
  /** The event that is sent now, about a finding with these fields. */
  const event = (name: FindingFixture, changes: Record<string, unknown>, clientId = crm.clientId) => {
    events += 1;
    const time = new Date(stage.clock.ms).toISOString();
    return { ...withFindings(fixture(name, clientId), changes), id: `event-${events}`, time };
  };
  const restore = async (clientId = crm.clientId) => {
    stage.clock.ms += MINUTE_MS;
    const enable = { action: 'enable', clientId, reason: 'judged', acceptUnrotatedSecret: true };
    expect((await stage.invoke(enable)).outcome).toMatch(/enabled$/);
    stage.clock.ms += 20 * MINUTE_MS;
  };
  const isOn = (clientId = crm.clientId) => stage.portal.databaseEnabled(clientId);
  return { ...stage, crm, backup, event, restore, isOn };
};

const now = THREE_AM;
const iso = (ms: number) => new Date(ms).toISOString();

/** A finding as it is sent first: the fields of both formats, of which each reads its own. */
const ASFF = { UpdatedAt: iso(now), LastObservedAt: undefined };
const OCSF = (changed: number) => ({
  time: changed,
  finding_info: { uid: 'det/8812', title: 't', created_time: now, modified_time: changed },
});

describe('contained, restored by a person, then edited: the client stays on', () => {
  test.for([
    ['a note', { Note: { Text: 'known partner', UpdatedBy: 'ana', UpdatedAt: iso(now + 22 * MINUTE_MS) } }],
    ['a change of the workflow', { Workflow: { Status: 'NOTIFIED' } }],
    ['a verification', { VerificationState: 'TRUE_POSITIVE' }],
    ['the own write-back of a playbook', { UserDefinedFields: { containment: 'disabled' } }],
    ['another severity', { Severity: { Label: 'CRITICAL', Normalized: 100 } }],
  ] as const)('ASFF: %s', async ([, edit]) => {
    const { invoke, event, restore, isOn } = await setFindingStage();
    expect(await invoke(event('asff-imported', ASFF))).toMatchObject({ outcome: 'disabled' });
    await restore();
    const edited = await invoke(event('asff-imported', { ...ASFF, ...edit }));
    expect(edited).toMatchObject({ guard: { name: 'restored-since-alert' }, proof: { writes: [] } });
    expect(isOn()).toBe(true);
  });

  test.for([
    ['a comment', { comment: 'known partner' }],
    ['a change of the status', { status_id: 2, activity_id: 2 }],
    ['the own write-back of a playbook', { unmapped: { containment: 'disabled' } }],
    ['another severity', { severity_id: 6 }],
    ['another assignee', { assignee: { name: 'ana' }, activity_id: 2 }],
  ] as const)('OCSF, which moves the time of change with each: %s', async ([, edit]) => {
    const { invoke, event, restore, isOn, clock } = await setFindingStage();
    expect(await invoke(event('ocsf-imported', OCSF(now)))).toMatchObject({ outcome: 'disabled' });
    await restore();
    const edited = await invoke(event('ocsf-imported', { ...OCSF(clock.ms), ...edit }));
    expect(edited).toMatchObject({
      guard: {
        name: 'restored-since-alert',
        message: expect.stringContaining('does not say that it was seen again'),
      },
      proof: { writes: [] },
    });
    expect(isOn()).toBe(true);
  });

  test('also after another containment, and after that was restored as well', async () => {
    const { invoke, event, restore, isOn, clock } = await setFindingStage();
    const edit = () => event('ocsf-imported', OCSF(clock.ms));
    await invoke(edit());
    await restore();
    const other = event('asff-imported', {
      Id: 'other',
      UpdatedAt: iso(clock.ms),
      LastObservedAt: undefined,
    });
    expect(await invoke(other)).toMatchObject({ outcome: 'disabled' });
    await restore();
    expect(await invoke(edit())).toMatchObject({ guard: { name: 'restored-since-alert' } });
    expect(isOn()).toBe(true);
  });

  test('also where it was only held, and a person cleared the client', async () => {
    const { invoke, event, restore, isOn, clock, backup } = await setFindingStage({
      env: { BREAKER_LIMIT: '1' },
    });
    expect(await invoke(rawAlert(backup.clientId))).toMatchObject({ outcome: 'disabled' });
    expect(await invoke(event('ocsf-imported', OCSF(now)))).toMatchObject({ outcome: 'held' });
    await restore();
    await invoke({ action: 'reset-breaker', reason: 'judged' });
    const edited = await invoke(event('ocsf-imported', OCSF(clock.ms)));
    expect(edited).toMatchObject({ guard: { name: 'restored-since-alert' } });
    expect(isOn()).toBe(true);
  });
});

describe('seen again after the restore: the client is disabled', () => {
  test('ASFF by UpdatedAt, which only the provider moves', async () => {
    const { invoke, event, restore, isOn, clock } = await setFindingStage();
    await invoke(event('asff-imported', ASFF));
    await restore();
    const seen = event('asff-imported', { ...ASFF, UpdatedAt: iso(clock.ms) });
    expect(await invoke(seen)).toMatchObject({ outcome: 'disabled' });
    expect(isOn()).toBe(false);
  });

  test('OCSF by last_seen_time', async () => {
    const { invoke, event, restore, isOn, clock } = await setFindingStage();
    await invoke(event('ocsf-imported', OCSF(now)));
    await restore();
    const { finding_info, time } = OCSF(clock.ms);
    const seen = { time, finding_info: { ...finding_info, last_seen_time: clock.ms } };
    expect(await invoke(event('ocsf-imported', seen))).toMatchObject({ outcome: 'disabled' });
    expect(isOn()).toBe(false);
  });

  test('OCSF as a finding of another id', async () => {
    const { invoke, event, restore, clock } = await setFindingStage();
    await invoke(event('ocsf-imported', OCSF(now)));
    await restore();
    const { finding_info, time } = OCSF(clock.ms);
    const other = { time, finding_info: { ...finding_info, uid: 'det/8813' } };
    expect(await invoke(event('ocsf-imported', other))).toMatchObject({ outcome: 'disabled' });
  });
});

describe('a take-back refuses that copy, and nothing else', () => {
  const TAKE_BACKS = [
    ['asff-imported', { ...ASFF, VerificationState: 'FALSE_POSITIVE' }],
    ['asff-imported', { ...ASFF, Compliance: { Status: 'PASSED' } }],
    ['asff-imported', { ...ASFF, Sample: true }],
    ['ocsf-imported', { ...OCSF(now), verdict_id: 1, is_alert: false }],
    ['ocsf-imported', { ...OCSF(now), status_id: 99, status: 'Closed - benign' }],
  ] as const;

  test.for(TAKE_BACKS)('it is refused, and the portal is not touched: %s %j', async ([name, changes]) => {
    const { invoke, event, portal, isOn } = await setFindingStage();
    const result = await invoke(event(name, changes));
    expect(result).toMatchObject({ outcome: 'refused', final: true, guard: { name: 'inactive-finding' } });
    expect(portal.calls).toEqual([]);
    expect(isOn()).toBe(true);
  });

  test.for(TAKE_BACKS)('a later active copy acts, also in the same event: %s %j', async ([name, changes]) => {
    const { invokeAll, event, isOn } = await setFindingStage();
    const { detail, ...envelope } = event(name, changes);
    const [takenBack] = detail.findings;
    const [active] = event(name, name === 'asff-imported' ? ASFF : OCSF(now)).detail.findings;
    const both = { ...envelope, detail: { ...detail, findings: [takenBack, active, takenBack] } };
    expect((await invokeAll(both)).map(({ outcome }) => outcome)).toEqual(['refused', 'disabled', 'refused']);
    expect(isOn()).toBe(false);
  });

  test('it ends no containment', async () => {
    const { invoke, event, isOn } = await setFindingStage();
    expect(await invoke(event('asff-imported', ASFF))).toMatchObject({ outcome: 'disabled' });
    const takenBack = event('asff-imported', { ...ASFF, VerificationState: 'FALSE_POSITIVE' });
    expect(await invoke(takenBack)).toMatchObject({ outcome: 'refused' });
    expect(isOn()).toBe(false);
    const { clients } = await invoke({ action: 'list' });
    expect(clients).toMatchObject([{ state: 'contained' }]);
  });

  test('it releases no hold: the click that clears the finding neither disables the client nor takes it off the list', async () => {
    const { invoke, event, isOn, crm, backup } = await setFindingStage({ env: { BREAKER_LIMIT: '1' } });
    await invoke(rawAlert(backup.clientId));
    expect(await invoke(event('asff-imported', ASFF))).toMatchObject({ outcome: 'held' });
    await invoke({ action: 'reset-breaker', reason: 'judged' });
    const takenBack = event('asff-imported', { ...ASFF, VerificationState: 'BENIGN_POSITIVE' });
    expect(await invoke(takenBack)).toMatchObject({ outcome: 'refused' });
    expect(isOn()).toBe(true);
    const { clients } = await invoke({ action: 'list' });
    expect(clients).toContainEqual(expect.objectContaining({ state: 'held', clientId: crm.clientId }));
  });
});

describe('a time that cannot be read stops nothing, and the result says so', () => {
  test.for(['Saturday morning', 0, 1, '2009-01-01T00:00:00Z', '2099-01-01T00:00:00Z', {}])(
    'detectedAt %j: the time of the envelope counts',
    async (detectedAt) => {
      const { invoke, crm } = await setFindingStage();
      const result = await invoke(rawAlert(crm.clientId, { detail: { detectedAt } }));
      expect(result).toMatchObject({
        outcome: 'disabled',
        warnings: ['unreadable-time'],
        timeline: { detectedAt: '2026-01-31T02:59:58.000Z' },
      });
    },
  );

  test.for(['2026-01-31T02:00:00+0000', '2026-01-31 02:00:00Z', 1_769_824_800, 1_769_824_800_000])(
    'detectedAt %j is read',
    async (detectedAt) => {
      const { invoke, crm } = await setFindingStage();
      const result = await invoke(rawAlert(crm.clientId, { detail: { detectedAt } }));
      expect(result.timeline.detectedAt).toBe('2026-01-31T02:00:00.000Z');
      expect(result.warnings).toEqual([]);
    },
  );

  test('an old one is old, in whatever unit: refused, and the portal is not touched', async () => {
    const { invoke, crm, portal } = await setFindingStage();
    for (const detectedAt of [1_767_225_600, '1767225600000', '2026-01-01 00:00:00 UTC'])
      expect(await invoke(rawAlert(crm.clientId, { detail: { detectedAt } }))).toMatchObject({
        outcome: 'refused',
        guard: { name: 'stale-alert' },
      });
    expect(portal.calls).toEqual([]);
  });

  test('an OCSF finding whose time is in seconds is as young as it is', async () => {
    const { invoke, event } = await setFindingStage();
    const found = { time: now / 1_000, finding_info: { uid: 'x', title: 't' } };
    expect(await invoke(event('ocsf-imported', found))).toMatchObject({ outcome: 'disabled', warnings: [] });
  });

  test('an ASFF finding that was created a month ago and updated now is young', async () => {
    const { invoke, event } = await setFindingStage();
    const created = { CreatedAt: '2026-01-01T00:00:00Z', FirstObservedAt: '2026-01-01T00:00:00Z' };
    expect(await invoke(event('asff-imported', { ...ASFF, ...created }))).toMatchObject({
      outcome: 'disabled',
    });
  });
});
