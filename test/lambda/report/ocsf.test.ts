import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { OutcomeSchema } from '../../../lambda/contract/outcome.ts';
import { type ContainmentResult, ResultSchema } from '../../../lambda/contract/result.ts';
import { ocsfOf } from '../../../lambda/report/ocsf.ts';
import { alertFor } from '../../alerts.ts';
import { type StageOptions, setStage } from '../../stage.ts';

const CaptionsSchema = z.record(z.string(), z.string());

const PublishedSchema = z.object({
  class_uid: z.literal(7001),
  category_uid: z.literal(7),
  required: z.object({ '': z.array(z.string()), metadata: z.array(z.string()) }),
  recommended: z.object({ '': z.array(z.string()), security_control: z.array(z.string()) }),
  activity_id: CaptionsSchema,
  severity_id: CaptionsSchema,
  status_id: CaptionsSchema,
  action_id: CaptionsSchema,
  disposition_id: CaptionsSchema,
});

/** What the published class asks for. */
const published = PublishedSchema.parse(
  JSON.parse(
    readFileSync(new URL('../../fixtures/ocsf/remediation-activity-1.8.0.json', import.meta.url), 'utf8'),
  ),
);

const setOcsfStage = (options: StageOptions = {}) =>
  setStage({ ...options, env: { OCSF_RESULTS: 'true', ...options.env } });

const resultOf = async (): Promise<ContainmentResult> => {
  const { invoke, portal } = await setOcsfStage();
  return invoke(alertFor(portal.clients.crm.clientId));
};

/** Outcomes of what is no attempt to change a client. */
const NO_REMEDIATION = ['status', 'healthy', 'unhealthy', 'listed', 'breaker-reset'];

const attempts = OutcomeSchema.options.filter((outcome) => !NO_REMEDIATION.includes(outcome));

describe.for(attempts)('the outcome %s', (outcome) => {
  test('fills every attribute that the class requires, and those that it recommends and a result knows', async () => {
    const event = ocsfOf({ ...(await resultOf()), outcome });
    for (const name of [...published.required[''], ...published.recommended['']])
      expect(event).toHaveProperty(name);
    for (const name of published.recommended.security_control) expect(event).toHaveProperty(name);
    for (const name of published.required.metadata) expect(event?.metadata).toHaveProperty(name);
    expect(event).toMatchObject({ class_uid: published.class_uid, category_uid: published.category_uid });
    expect(event?.metadata).toMatchObject({ version: '1.8.0', profiles: ['security_control'] });
  });

  test('has ids whose captions are the published ones', async () => {
    const event = ocsfOf({ ...(await resultOf()), outcome });
    if (event === undefined) throw new Error('there is no event');
    expect(event.activity_name).toBe(published.activity_id[event.activity_id]);
    expect(event.severity).toBe(published.severity_id[event.severity_id]);
    expect(event.action).toBe(published.action_id[event.action_id]);
    expect(event.disposition).toBe(published.disposition_id[event.disposition_id]);
    // 99 is whatever the source says.
    expect(event.status).toBe(event.status_id === 99 ? 'Dry Run' : published.status_id[event.status_id]);
    expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id);
    expect(event.type_name).toBe(`${event.class_name}: ${event.activity_name}`);
  });
});

test.for([
  ['disabled', 'Success', 'Access Revoked', 'Denied'],
  ['already-disabled', 'Success', 'Access Revoked', 'Denied'],
  ['dry-run', 'Dry Run', 'No Action', 'Allowed'],
  ['refused', 'Failure', 'No Action', 'Allowed'],
  ['not-found', 'Does Not Exist', 'No Action', 'Allowed'],
  ['invalid', 'Unsupported', 'No Action', 'Allowed'],
  ['unverified', 'Partial', 'Partially Corrected', 'Unknown'],
  ['failed', 'Error', 'Error', 'Unknown'],
  ['drifted', 'Failure', 'Uncorrected', 'Allowed'],
] as const)('%s is the status %s with the disposition %s and the action %s', async (row) => {
  const [outcome, status, disposition, action] = row;
  expect(ocsfOf({ ...(await resultOf()), outcome })).toMatchObject({
    type_uid: 700102,
    activity_name: 'Evict',
    status,
    disposition,
    action,
    status_code: outcome,
  });
});

test.for(NO_REMEDIATION)('%s is no remediation', async (name) => {
  const outcome = OutcomeSchema.parse(name);
  expect(ocsfOf({ ...(await resultOf()), outcome })).toBeUndefined();
});

test('it takes its ids, times and words from the result', async () => {
  const result = await resultOf();
  const event = ocsfOf(result);
  expect(event).toMatchObject({
    metadata: { uid: result.resultId, correlation_uid: result.requestKey },
    command_uid: result.requestKey,
    message: result.summary,
    time: Date.parse(result.timeline.verifiedAt ?? ''),
    start_time: Date.parse(result.timeline.receivedAt),
    countermeasures: [
      { d3f_technique: { uid: 'D3-AL', name: 'Account Locking' }, d3f_tactic: { name: 'Evict' } },
    ],
    observables: [{ type: 'Resource UID', value: result.client?.clientId }],
    unmapped: { client_id: result.client?.clientId, portal: result.client?.portal, final: true },
  });
});

describe('results carry it', () => {
  test('where the setting says so: the one that is published, and the same in the answer', async () => {
    const { invoke, published: onBus, portal } = await setOcsfStage();
    const result = await invoke(alertFor(portal.clients.crm.clientId));
    expect(result.ocsf).toEqual(ocsfOf(result));
    expect(onBus()).toEqual([result]);
  });

  test('also of an alert that could not be read, and of one that is refused', async () => {
    const { invoke } = await setOcsfStage();
    expect(
      (await invoke(alertFor('6c7cf17b-1bd3-47d5-94c6-be2d3570e168', { 'replay-name': 'x' }))).ocsf,
    ).toMatchObject({
      status: 'Failure',
      status_detail: 'stale-alert',
    });
    const unread = await invoke({ source: 'x', detail: {} });
    expect(unread.ocsf).toMatchObject({
      status: 'Unsupported',
      observables: [],
      unmapped: { client_id: null },
    });
  });

  test('of a restore by hand as 700103, Restore', async () => {
    const { invoke, portal } = await setOcsfStage();
    const { clientId } = portal.clients.crm;
    await invoke({ clientId, reason: 'x' });
    const result = await invoke({ action: 'enable', clientId, reason: 'x', acceptUnrotatedSecret: true });
    expect(result.ocsf).toMatchObject({
      type_uid: 700103,
      activity_name: 'Restore',
      status: 'Success',
      disposition: 'Restored',
      countermeasures: [{ d3f_technique: { uid: 'D3-AL' } }],
    });
  });

  test('of a rotation by hand as 700104, Harden, by Credential Rotation', async () => {
    const { invoke, portal } = await setOcsfStage();
    const { clientId } = portal.clients.crm;
    await invoke({ clientId, reason: 'x' });
    const result = await invoke({ action: 'rotate', clientId, reason: 'x' });
    expect(result.ocsf).toMatchObject({
      type_uid: 700104,
      activity_name: 'Harden',
      status: 'Success',
      disposition: 'Access Revoked',
      countermeasures: [{ d3f_tactic: { name: 'Harden' }, d3f_technique: { uid: 'D3-CRO' } }],
    });
  });

  test('not where nothing was to be remediated', async () => {
    const { invoke } = await setOcsfStage();
    expect(await invoke({ action: 'check' })).not.toHaveProperty('ocsf');
    expect(await invoke({ action: 'enabel' })).not.toHaveProperty('ocsf');
  });

  test('not by default', async () => {
    const { invoke, portal } = await setStage();
    expect(await invoke(alertFor(portal.clients.crm.clientId))).not.toHaveProperty('ocsf');
  });
});

test('no text from outside gets into it', async () => {
  const { invoke, portal } = await setOcsfStage();
  const { clientId } = portal.addClient({ name: 'PLANTED' });
  const result = await invoke(
    alertFor(clientId, { detail: { reason: 'PLANTED', alertId: 'PLANTED', detector: 'PLANTED' } }),
  );
  expect(JSON.stringify(result)).toContain('PLANTED');
  expect(JSON.stringify(ResultSchema.parse(result).ocsf)).not.toContain('PLANTED');
});
