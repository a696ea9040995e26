import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../lambda/contract/outcome.ts';
import { createMemoryStore } from '../../local/kill-switch/memory-ledger.ts';
import type { Portal } from '../../local/portal/simulator.ts';
import { alertFor } from '../alerts.ts';
import { brokenLedger } from '../ledgers.ts';
import { leaksIn, runAndCapture, type Scene, withSecrets } from './run-output.ts';

const ALL = 'key signature client_secret';
const byHand = (clientId: string) => ({ clientId, reason: 'drill' });
const enable = (clientId: string) => ({ action: 'enable', acceptUnrotatedSecret: true, ...byHand(clientId) });
const echo = (portal: Portal, clientId: string, status: number, contentType: string) => {
  for (const operation of ['read', 'activate'] as const)
    portal.faults.set(operation, () => {
      const headers = portal.calls.at(-1)?.headers;
      const body = JSON.stringify({
        title: headers,
        detail: portal.keys.admin,
        row: portal.store.row(clientId),
      });
      return { kind: 'status', status, contentType, body, headers: { 'x-echo': portal.keys.admin } };
    });
};
const stillOn = (portal: Portal, clientId: string) => {
  const body = JSON.stringify({
    client_id: clientId,
    enabled: true,
    client_secret: portal.store.row(clientId)?.clientSecret,
  });
  portal.faults.set('read', { kind: 'status', status: 200, contentType: 'application/json', body });
};
/** Somebody enables the contained client, and the drift watch runs. */
const reEnable = async (portal: Portal, clientId: string, clock: { ms: number }) => {
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  return { schedule: 'watch' };
};
const remembering = () => ({ ledger: createMemoryStore() });

describe('no secret leaves the function, however it ends', () => {
  test.for<[Outcome, string, Scene]>([
    ['disabled', ALL, {}],
    ['already-disabled', ALL, { enabled: false }],
    ['enabled', ALL, { payload: enable, enabled: false }],
    ['already-enabled', ALL, { payload: enable }],
    ['rotated', ALL, { payload: (id) => ({ action: 'rotate', ...byHand(id) }), enabled: false }],
    ['status', ALL, { payload: (clientId) => ({ action: 'status', clientId }) }],
    ['healthy', 'key signature', { payload: () => ({ action: 'check' }) }],
    [
      'unhealthy',
      'key',
      {
        payload: () => ({ action: 'check' }),
        arrange: (portal) => {
          portal.suspended = true;
        },
      },
    ],
    ['dry-run', ALL, { payload: (clientId) => alertFor(clientId, { detail: { dryRun: true } }) }],
    ['refused', '', { payload: (clientId) => alertFor(clientId, { detail: { severity: 'low' } }) }],
    ['not-found', 'key signature', { payload: () => byHand('00000000-0000-4000-8000-000000000001') }],
    ['unverified', ALL, { payload: byHand, arrange: stillOn }],
    [
      'failed',
      ALL,
      { payload: byHand, arrange: (portal) => portal.faults.set('activate', { kind: 'empty-403' }) },
    ],
    ['invalid', '', { payload: () => ({ action: 'enabel' }) }],
    ['listed', ALL, { dependencies: remembering, later: () => ({ action: 'list' }) }],
    [
      'breaker-reset',
      ALL,
      { dependencies: remembering, later: () => ({ action: 'reset-breaker', reason: 'drill' }) },
    ],
  ])('%s', async ([expected, inPlay, scene]) => {
    const { outcome, output, secrets, used } = await runAndCapture(scene);
    expect({ outcome, used }).toEqual({ outcome: expected, used: inPlay });
    expect(leaksIn(output, secrets)).toEqual([]);
  });

  test.for<[string, Outcome, string, Scene]>([
    [
      'drifted, and reported',
      'listed',
      '"outcome":"drifted"',
      { dependencies: remembering, later: reEnable },
    ],
    [
      'drifted, and disabled again',
      'listed',
      'disabled-after-drift',
      {
        dependencies: remembering,
        env: { ON_DRIFT: 'disable' },
        later: reEnable,
      },
    ],
    [
      'drifted, on a portal that echoes',
      'failed',
      'KS430',
      {
        dependencies: remembering,
        later: (portal, clientId, clock) => {
          echo(portal, clientId, 500, 'application/json');
          return reEnable(portal, clientId, clock);
        },
      },
    ],
    [
      'held by the circuit breaker',
      'held',
      'KS410',
      {
        dependencies: remembering,
        env: { BREAKER_LIMIT: '1' },
        later: (portal) => alertFor(portal.clients.crm.clientId, { id: 'another' }),
      },
    ],
    [
      'enabled with the old secret',
      'enabled',
      'secret-not-rotated',
      { dependencies: remembering, later: (_portal, clientId) => enable(clientId) },
    ],
    [
      'the same alert again',
      'disabled',
      '"outcome":"disabled"',
      { dependencies: remembering, later: (_portal, clientId) => alertFor(clientId) },
    ],
    [
      'another alert that shares the proof',
      'already-disabled',
      'shared-proof',
      {
        dependencies: remembering,
        later: async (portal, clientId, clock) => {
          await reEnable(portal, clientId, clock);
          return [alertFor(clientId, { id: 'another' }), alertFor(clientId, { id: 'a third' })];
        },
      },
    ],
  ])('with a ledger that remembers: %s', async ([, expected, trace, scene]) => {
    const { outcome, output, secrets, used } = await runAndCapture(scene);
    expect({ outcome, used }).toEqual({ outcome: expected, used: ALL });
    expect(output).toContain(trace);
    expect(leaksIn(output, secrets)).toEqual([]);
  });

  const failures: [string, Outcome, string, Scene][] = [
    ['401', 'failed', 'key', { arrange: (portal) => portal.revokeKey(portal.keys.admin) }],
    [
      '403 that echoes',
      'failed',
      ALL,
      { arrange: (portal, id) => echo(portal, id, 403, 'application/problem+json') },
    ],
    ['404 that echoes', 'failed', ALL, { arrange: (portal, id) => echo(portal, id, 404, 'text/html') }],
    [
      '500 that echoes',
      'failed',
      ALL,
      { arrange: (portal, id) => echo(portal, id, 500, 'application/json') },
    ],
    [
      'JSON cut short',
      'unverified',
      ALL,
      { arrange: (portal) => portal.faults.set('read', { kind: 'truncated-json' }) },
    ],
    [
      'connections reset',
      'failed',
      ALL,
      { arrange: (portal) => portal.faults.set('activate', { kind: 'reset-after' }) },
    ],
    [
      'redirects with the key',
      'failed',
      'key signature',
      {
        arrange: (portal) =>
          portal.faults.set('any', () =>
            portal.calls.length < 2
              ? undefined
              : { kind: 'redirect', location: `https://x.example/?k=${portal.keys.admin}` },
          ),
      },
    ],
    [
      'a token that is the key',
      'failed',
      'key',
      {
        arrange: (portal) =>
          portal.faults.set('token', {
            kind: 'status',
            status: 200,
            body: JSON.stringify({ response: portal.keys.admin }),
          }),
      },
    ],
    ['Secrets Manager puts secrets into its errors', 'failed', '', { secretsFail: withSecrets }],
    ['the bus puts secrets into its errors', 'disabled', ALL, { busFails: withSecrets }],
    [
      'fetch tells its headers',
      'failed',
      '',
      {
        dependencies: () => ({
          fetch: (_url, init) => Promise.reject(withSecrets(JSON.stringify(init?.headers))),
        }),
      },
    ],
    [
      'a fault of our own puts secrets into its errors',
      'unverified',
      ALL,
      { dependencies: ({ keys }) => ({ sleep: () => Promise.reject(withSecrets(keys.admin)) }) },
    ],
    [
      'the ledger puts secrets into its errors',
      'disabled',
      ALL,
      {
        dependencies: ({ keys }) => ({
          ledger: brokenLedger(() => Promise.reject(withSecrets(keys.admin))),
        }),
      },
    ],
    ['the ledger’s table puts secrets into its errors', 'disabled', ALL, { tableFails: withSecrets }],
  ];

  test.for(failures)('%s, by hand', async ([, expected, inPlay, scene]) => {
    const { outcome, output, secrets, used } = await runAndCapture({ ...scene, payload: byHand });
    expect({ outcome, used }).toEqual({ outcome: expected, used: inPlay });
    expect(leaksIn(output, secrets)).toEqual([]);
  });

  test.for(failures)('%s, by an alert', async ([name, , inPlay, scene]) => {
    const { outcome, output, secrets, used } = await runAndCapture(scene);
    const expected = name.startsWith('the ledger') ? 'disabled' : 'RetryNeededError';
    expect({ outcome, used }).toEqual({ outcome: expected, used: inPlay });
    expect(leaksIn(output, secrets)).toEqual([]);
  });
});

test.for([{ action: 'list' }, { action: 'reset-breaker', reason: 'drill' }, { schedule: 'watch' }])(
  'no secret leaves the function where the table of the ledger puts secrets into its errors: %j',
  async (payload) => {
    const { outcome, output, secrets } = await runAndCapture({
      tableFails: withSecrets,
      payload: () => payload,
    });
    expect(outcome).toBe('failed');
    expect(leaksIn(output, secrets)).toEqual([]);
  },
);

test.for<[Outcome, Scene['payload']]>([
  ['status', (clientId) => ({ action: 'status', clientId })],
  ['refused', enable],
  ['already-disabled', alertFor],
])(
  'no secret leaves the function where the table puts secrets into its errors of a client that is off: %s',
  async ([expected, payload = byHand]) => {
    const { outcome, output, secrets, used } = await runAndCapture({
      payload,
      tableFails: withSecrets,
      enabled: false,
    });
    expect({ outcome, used }).toEqual({ outcome: expected, used: ALL });
    expect(output).toContain('ledger-unavailable');
    expect(leaksIn(output, secrets)).toEqual([]);
  },
);

test('no secret leaves the function for the table of the ledger', async () => {
  const { output, secrets } = await runAndCapture({});
  // The record is there, and with it what tells a changed secret from an old one.
  expect(output).toMatch(/fingerprint: \{\s+S: '[0-9a-f]{64}'\s+\}/);
  expect(leaksIn(output, secrets)).toEqual([]);
});

test('the search finds what it looks for: whole, in part, in base64, in the log, the event and the answer', async () => {
  const { output, secrets } = await runAndCapture({});
  expect(secrets.length).toBeGreaterThanOrEqual(3);
  expect(output).toMatch(/KS100.*KS200/s);
  expect(output).toContain('docspace.oauth2-kill-switch');
  for (const secret of secrets) {
    const parts = [secret, secret.slice(-30), Buffer.from(secret.split('.').at(-1) ?? '').toString('base64')];
    for (const part of parts) expect(leaksIn(`${output}${part}`, [secret])).not.toEqual([]);
  }
});
