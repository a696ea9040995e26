import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { type StageOptions, setStage } from '../../stage.ts';

/** The whole function, with a client of the portal put on the protected list. */
const stageWithProtected = async (options: StageOptions = {}) => {
  const clientId = '0b5f2a4e-9a38-4f4e-8f0f-6f1f6a5c1d01';
  const stage = await setStage({ ...options, env: { PROTECTED_CLIENT_IDS: clientId, ...options.env } });
  stage.portal.addClient({ clientId });
  return { ...stage, clientId };
};

describe('a protected client is refused, and the portal is not touched', () => {
  test.for([
    ['an alert', (clientId: string) => alertFor(clientId)],
    ['a drill', (clientId: string) => alertFor(clientId, { detail: { dryRun: true } })],
    ['an id in upper case', (clientId: string) => alertFor(clientId.toUpperCase())],
    ['a person’s disable', (clientId: string) => ({ clientId, reason: 'drill' })],
    ['a person’s drill', (clientId: string) => ({ clientId, reason: 'drill', dryRun: true })],
    [
      'a person’s enable',
      (clientId: string) => ({ action: 'enable', clientId, reason: 'drill', acceptUnrotatedSecret: true }),
    ],
  ] as const)('%s', async ([, payloadFor]) => {
    const { invoke, portal, clientId } = await stageWithProtected();
    const result = await invoke(payloadFor(clientId));
    expect(result).toMatchObject({ outcome: 'refused', final: true, guard: { name: 'protected-client' } });
    expect(portal.calls).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test('an alert in the mode dry-run', async () => {
    const { invoke, portal, clientId } = await stageWithProtected({ env: { MODE: 'dry-run' } });
    expect(await invoke(alertFor(clientId))).toMatchObject({ outcome: 'refused' });
    expect(portal.calls).toEqual([]);
  });
});

test('a person may still look at a protected client: nothing is written', async () => {
  const { invoke, portal, clientId } = await stageWithProtected();
  expect(await invoke({ action: 'status', clientId })).toMatchObject({ outcome: 'status' });
  expect(portal.activationWrites()).toEqual([]);
});

describe('an alert that a guard refuses is published as refused, and the portal is not touched', () => {
  test.for([
    ['wrong-portal', { detail: { portal: 'https://other.example' } }],
    ['stale-alert', { detail: { detectedAt: '2026-01-01T00:00:00Z' } }],
    ['stale-alert', { 'replay-name': 'after-the-outage' }],
    ['below-severity', { detail: { severity: 'medium' } }],
    ['below-severity', { detail: { severity: 'low', dryRun: true } }],
  ] as const)('%s: %j', async ([name, overrides]) => {
    const { invoke, portal, published, logs } = await setStage();
    const { clientId } = portal.clients.crm;
    const result = await invoke(alertFor(clientId, overrides));
    expect(result).toMatchObject({ outcome: 'refused', guard: { name } });
    expect(published()).toEqual([result]);
    expect(logs).toContainEqual({
      code: 'KS120',
      fields: expect.objectContaining({ guard: name, clientId }),
    });
    expect(portal.calls).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });
});

test('a client of another tenant is refused after the read, and nothing is written', async () => {
  const { invoke, portal } = await setStage();
  const { clientId } = portal.addClient({ tenant: 99 });
  portal.faults.set('read', {
    kind: 'status',
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ client_id: clientId, name: 'x', tenant: 99, enabled: true }),
  });
  const result = await invoke(alertFor(clientId));
  expect(result).toMatchObject({
    outcome: 'refused',
    guard: { name: 'wrong-portal' },
    proof: { writes: [] },
  });
  expect(portal.calls.map(({ operation }) => operation)).toEqual(['token', 'read']);
  expect(portal.activationWrites()).toEqual([]);
});
