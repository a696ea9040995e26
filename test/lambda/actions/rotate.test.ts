import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import type { Portal } from '../../../local/portal/simulator.ts';
import { alertFor, rawAlert } from '../../alerts.ts';
import { enableBehindCache } from '../../enable-behind-cache.ts';
import { ledgerWith, silentLedger } from '../../ledgers.ts';
import { contextOf, type StageOptions, setStage } from '../../stage.ts';

const byHand = (action: string, clientId: string, extra: Record<string, unknown> = {}) => ({
  action,
  clientId,
  reason: 'case 4711',
  ...extra,
});

const secretOf = (portal: Portal, clientId: string) => portal.store.row(clientId)?.clientSecret;

const regenerations = (portal: Portal) => portal.calls.filter(({ operation }) => operation === 'regenerate');

/** A stage on which an alert has contained a client. */
const setContained = async (options: StageOptions = {}) => {
  const stage = await setStage(options);
  const { clientId } = stage.portal.clients.crm;
  expect((await stage.invoke(alertFor(clientId))).outcome).toBe('disabled');
  stage.portal.clearCalls();
  const [fingerprint, secret] = [
    (await stage.ledger.readClient(clientId, { withinMs: 1_000 }))?.fingerprint,
    secretOf(stage.portal, clientId),
  ];
  const record = () => stage.ledger.readClient(clientId, { withinMs: 1_000 });
  return { ...stage, clientId, fingerprint, secret, record };
};

describe('a person gives a contained client a new secret', () => {
  test('and it is proven off by the whole sequence after it; the old fingerprint stays, the new one stands beside it', async () => {
    const { invoke, portal, published, clientId, fingerprint, secret, record } = await setContained();
    const result = await invoke(byHand('rotate', clientId));
    expect(result).toMatchObject({
      outcome: 'rotated',
      action: 'rotate',
      client: { enabledBefore: false, enabledAfter: false },
      proof: { writes: [{ enabled: false }, { enabled: false }], basis: 'read-back' },
      timeline: { rotatedAt: expect.any(String), containedAt: null },
      warnings: [],
    });
    expect(result.summary).toMatch(
      /has a new secret; it was proven off by reading it back after the change\.$/,
    );
    expect(result.nextSteps[0]).toContain('reads the new secret in DocSpace');
    expect(portal.calls.map(({ operation }) => operation)).toEqual([
      'read',
      'regenerate',
      'activate',
      'activate',
      'read',
    ]);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(secretOf(portal, clientId)).not.toBe(secret);
    const known = await record();
    expect(known).toMatchObject({
      state: 'contained',
      decision: 2,
      outcome: 'rotated',
      resultId: result.resultId,
      fingerprint,
      rotation: { rotatedAt: result.timeline.rotatedAt },
    });
    expect(known?.rotation?.fingerprint).not.toBe(fingerprint);
    expect(known?.rotatingSince).toBeUndefined();
    expect(published().at(-1)).toEqual(result);
    expect((await invoke(byHand('enable', clientId))).outcome).toBe('enabled');
  });

  test('and it is off, although the change of the secret itself re-enabled it', async () => {
    const { invoke, portal, clientId, secret } = await setContained();
    await enableBehindCache(portal, clientId);
    const states: (boolean | undefined)[] = [];
    portal.interleave = (point, { kind }) => {
      if (point === 'edit:after-evict' && kind === 'regenerate')
        states.push(portal.databaseEnabled(clientId));
    };
    expect(await invoke(byHand('rotate', clientId))).toMatchObject({
      outcome: 'rotated',
      client: { enabledBefore: false, enabledAfter: false },
    });
    expect(states).toEqual([true]);
    expect([portal.databaseEnabled(clientId), portal.cachedEnabled(clientId)]).toEqual([false, false]);
    expect(secretOf(portal, clientId)).not.toBe(secret);
    expect((await invoke(byHand('enable', clientId))).outcome).toBe('enabled');
  });

  test('also one that is off and that the ledger does not know, which it knows then as contained', async () => {
    const { invoke, portal, ledger } = await setStage();
    const { clientId } = portal.addClient({ enabled: false });
    expect((await invoke(byHand('rotate', clientId))).outcome).toBe('rotated');
    expect(await ledger.readClient(clientId, { withinMs: 1 })).toMatchObject({ state: 'contained' });
    expect(await invoke(byHand('enable', clientId))).toMatchObject({ outcome: 'enabled', warnings: [] });
  });

  test('and waits for the rate limit, which the change shares with activations', async () => {
    const { invoke, portal, clientId } = await setContained();
    portal.faults.set('regenerate', { kind: '429' }, { times: 1 });
    expect(await invoke(byHand('rotate', clientId))).toMatchObject({
      outcome: 'rotated',
      warnings: ['rate-limited'],
    });
    expect(regenerations(portal)).toHaveLength(2);
  });
});

describe('where the portal does not answer the change of the secret, the read-back decides', () => {
  test('a new fingerprint: it was changed, and the client is proven off', async () => {
    const { invoke, portal, clientId, secret } = await setContained();
    portal.faults.set('regenerate', { kind: 'reset-after' });
    expect(await invoke(byHand('rotate', clientId))).toMatchObject({ outcome: 'rotated', warnings: [] });
    expect(regenerations(portal)).toHaveLength(1);
    expect(secretOf(portal, clientId)).not.toBe(secret);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test.for([
    ['no answer', { kind: 'reset-before' }, 'NetworkError', ['may-still-take-effect']],
    ['a server error', { kind: 'status', status: 500 }, 'HttpError', ['may-still-take-effect']],
    ['a refusal', { kind: 'status', status: 403, body: 'no' }, 'HttpError', []],
    ['a 2xx that changed nothing', { kind: 'status', status: 200 }, 'SecretUnchangedError', []],
  ] as const)(
    'the same fingerprint: failed, and proven off, after %s',
    async ([, fault, error, warnings]) => {
      const { invoke, portal, clientId, secret, fingerprint, record } = await setContained();
      portal.faults.set('regenerate', fault);
      const result = await invoke(byHand('rotate', clientId));
      expect(result).toMatchObject({
        outcome: 'failed',
        error: { name: error },
        client: { enabledAfter: false },
        warnings,
      });
      expect(result.summary).toMatch(/was given no new secret as far as the portal shows; it was proven off/);
      expect(result.nextSteps.join()).not.toContain('treat the client as on');
      expect(result.residualAccess.map(({ what }) => what).join()).not.toContain('treat it as still on');
      expect(result.timeline).not.toHaveProperty('rotatedAt');
      expect([secretOf(portal, clientId), portal.databaseEnabled(clientId)]).toEqual([secret, false]);
      const known = await record();
      expect(known).toMatchObject({ state: 'contained', outcome: 'failed', fingerprint });
      expect([known?.rotation, known?.rotatingSince]).toEqual([undefined, undefined]);
      expect(await invoke(byHand('enable', clientId))).toMatchObject({ guard: { name: 'unrotated-secret' } });
    },
  );

  test('nor the disable after it: unproven, and the client is to be treated as on', async () => {
    const { invoke, portal, clientId } = await setContained();
    portal.faults.set('regenerate', { kind: 'reset-after' });
    portal.faults.set('activate', { kind: 'status', status: 503 });
    const result = await invoke(byHand('rotate', clientId));
    expect(result).toMatchObject({ outcome: 'failed', warnings: ['may-still-take-effect'] });
    expect(result.summary).toMatch(/could not be given a new secret, and is not proven off\.$/);
    expect(result.nextSteps.join()).toContain('treat the client as on');
  });
});

test.each([2, 3])(
  'a rotation of which the ledger misses write %i is in the ledger at its end, once it answers',
  async (nth) => {
    const store = createMemoryStore();
    let writes = Number.NaN;
    const ledger = ledgerWith(store, async (make, { verb }) => {
      if (verb === 'writeClient') writes += 1;
      if (verb === 'writeClient' && writes === nth) throw new Error('no answer');
      return make();
    });
    const { invoke, clientId } = await setContained({ dependencies: { ledger } });
    writes = 0;
    expect((await invoke(byHand('rotate', clientId))).outcome).toBe('rotated');
    expect(writes).toBeGreaterThanOrEqual(nth);
    expect(await store.readClient(clientId, { withinMs: 1_000 })).toMatchObject({
      state: 'contained',
      outcome: 'rotated',
      endedAt: expect.any(String),
      rotation: { rotatedAt: expect.any(String) },
    });
  },
);

test('a client that has a new secret and that no write disables is reported as contradicted, not as one without a new secret', async () => {
  const { invoke, portal, clientId, secret, fingerprint, record } = await setContained();
  await enableBehindCache(portal, clientId);
  portal.faults.set('activate', { kind: 'status', status: 200 });
  const result = await invoke(byHand('rotate', clientId));
  expect(result).toMatchObject({
    outcome: 'unverified',
    error: { name: 'Contradicted' },
    client: { enabledAfter: true },
    timeline: { rotatedAt: expect.any(String) },
  });
  expect(result.nextSteps.join()).toContain('treat the client as on');
  expect([secretOf(portal, clientId) === secret, portal.databaseEnabled(clientId)]).toEqual([false, true]);
  expect(await record()).toMatchObject({
    state: 'containing',
    fingerprint,
    rotatingSince: expect.any(String),
  });
});

describe('an enable with rotateSecret', () => {
  test.each([2, 3, 5])(
    'of which the answer to write %i of the ledger is lost agrees with the ledger',
    async (nth) => {
      const store = createMemoryStore();
      let writes = Number.NaN;
      const ledger = ledgerWith(store, async (make, { verb }) => {
        const made = await make();
        if (verb === 'writeClient') writes += 1;
        if (verb === 'writeClient' && writes === nth) throw new Error('no answer');
        return made;
      });
      const { invoke, portal, clientId } = await setContained({ dependencies: { ledger } });
      writes = 0;
      const { outcome } = await invoke(byHand('enable', clientId, { rotateSecret: true }));
      const known = await store.readClient(clientId, { withinMs: 1_000 });
      expect(known?.state).toBe(outcome === 'enabled' ? 'restored' : 'contained');
      expect(portal.databaseEnabled(clientId)).toBe(outcome === 'enabled');
    },
  );

  test('gives a new secret and enables, without acceptUnrotatedSecret, and reports both', async () => {
    const { invoke, portal, clientId, secret, published } = await setContained();
    const result = await invoke(byHand('enable', clientId, { rotateSecret: true }));
    expect(result).toMatchObject({
      outcome: 'enabled',
      decision: 3,
      client: { enabledBefore: false, enabledAfter: true },
      proof: { writes: [{ enabled: false }, { enabled: false }, { enabled: true }] },
      timeline: { rotatedAt: expect.any(String) },
      warnings: [],
    });
    expect(result.summary).toMatch(/has a new secret; it was enabled and proven on by reading it back\.$/);
    expect(secretOf(portal, clientId)).not.toBe(secret);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(published().at(-1)).toEqual(result);
  });

  test('passes where the ledger knew no fingerprint, by its own change of the secret', async () => {
    const ledger = createMemoryStore();
    const { invoke, portal, clientId, record } = await setContained({ dependencies: { ledger } });
    const known = await record();
    if (known === undefined) throw new Error('no record');
    await ledger.writeClient(
      { ...known, version: known.version + 1, fingerprint: undefined },
      { withinMs: 1 },
    );
    expect(await invoke(byHand('enable', clientId))).toMatchObject({ guard: { name: 'unrotated-secret' } });
    expect(await invoke(byHand('enable', clientId, { rotateSecret: true }))).toMatchObject({
      outcome: 'enabled',
      warnings: [],
    });
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test('enables nothing where the secret was not changed', async () => {
    const { invoke, portal, clientId } = await setContained();
    portal.faults.set('regenerate', { kind: 'reset-before' });
    const result = await invoke(
      byHand('enable', clientId, { rotateSecret: true, acceptUnrotatedSecret: true }),
    );
    expect(result).toMatchObject({ outcome: 'failed', action: 'enable' });
    expect(result.summary).toContain('was given no new secret');
    expect(result.proof.writes.map(({ enabled }) => enabled)).toEqual([false, false]);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('reports the new secret also where the enable is refused, and nothing is enabled', async () => {
    let isSilent = false;
    const store = createMemoryStore();
    const ledger = ledgerWith(store, (make) => (isSilent ? Promise.reject(new Error('silent')) : make()));
    const { invoke, portal, clientId } = await setContained({ dependencies: { ledger } });
    // From the read-back on.
    portal.faults.set('read', (nth) => {
      isSilent = nth > 0;
      return undefined;
    });
    const result = await invoke(byHand('enable', clientId, { rotateSecret: true }));
    expect(result).toMatchObject({
      outcome: 'refused',
      guard: { name: 'ledger-unavailable' },
      client: { enabledAfter: false },
      timeline: { rotatedAt: expect.any(String) },
    });
    expect(result.summary).toMatch(
      /has a new secret; it was not enabled: the guard ledger-unavailable refused\.$/,
    );
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(result.proof.writes.every(({ enabled }) => !enabled)).toBe(true);
  });

  test('reports the new secret also where the enable fails', async () => {
    const { invoke, portal, clientId } = await setContained();
    portal.faults.set('activate', (nth) => (nth < 2 ? undefined : { kind: 'empty-403' }));
    const result = await invoke(byHand('enable', clientId, { rotateSecret: true }));
    expect(result).toMatchObject({ outcome: 'failed', timeline: { rotatedAt: expect.any(String) } });
    expect(result.summary).toMatch(/has a new secret; it could not be enabled\.$/);
    expect(result.nextSteps.join()).toContain('reads the new secret in DocSpace');
    expect(portal.databaseEnabled(clientId)).toBe(false);
    portal.faults.clear();
    expect((await invoke(byHand('enable', clientId))).outcome).toBe('enabled');
  });
});

describe('a secret is not changed, and nothing is written,', () => {
  const ASKED = [
    ['rotate', {}],
    ['enable', { rotateSecret: true }],
  ] as const;
  const untouched = (portal: Portal) =>
    portal.calls.filter(({ operation }) => operation !== 'read' && operation !== 'token');

  describe.for(ASKED)('by %s', ([action, extra]) => {
    test('of a client that is on', async () => {
      const { invoke, portal } = await setStage();
      const { clientId } = portal.clients.crm;
      const result = await invoke(byHand(action, clientId, extra));
      expect(result).toMatchObject({ outcome: 'refused', guard: { name: 'not-contained' } });
      expect(result.nextSteps[0]).toContain('"action": "disable"');
      expect(untouched(portal)).toEqual([]);
    });

    test.for(['drifted', 'restored', 'restoring', 'deleted'] as const)(
      'of a client that is off and that the ledger has as %s',
      async (state) => {
        const { invoke, portal, clientId, ledger, record } = await setContained();
        const known = await record();
        if (known === undefined) throw new Error('no record');
        await ledger.writeClient({ ...known, state, version: known.version + 1 }, { withinMs: 1 });
        expect(await invoke(byHand(action, clientId, extra))).toMatchObject({
          outcome: 'refused',
          guard: { name: 'not-contained', message: expect.stringContaining(state) },
        });
        expect(untouched(portal)).toEqual([]);
      },
    );

    test.for([
      ['while it is being disabled', {}, 'containment-under-way'],
      ['where a disable of it died', { intendedAt: '2020-01-01T00:00:00.000Z' }, 'not-contained'],
    ] as const)('of a client that is containing: %s', async ([, change, guard]) => {
      const { invoke, portal, clientId, ledger, record } = await setContained();
      const known = await record();
      if (known === undefined) throw new Error('no record');
      const next = { ...known, ...change, state: 'containing' as const, endedAt: undefined };
      await ledger.writeClient({ ...next, version: known.version + 1 }, { withinMs: 1 });
      expect(await invoke(byHand(action, clientId, extra))).toMatchObject({
        outcome: 'refused',
        guard: { name: guard },
      });
      expect(untouched(portal)).toEqual([]);
    });

    test('while the ledger does not answer', async () => {
      const { invoke, portal } = await setStage({ dependencies: { ledger: silentLedger() } });
      const { clientId } = portal.addClient({ enabled: false });
      expect(await invoke(byHand(action, clientId, extra))).toMatchObject({
        outcome: 'refused',
        guard: { name: 'ledger-unavailable' },
      });
      expect(untouched(portal)).toEqual([]);
    });

    test('while the ledger takes no intent', async () => {
      const ledger = ledgerWith(createMemoryStore(), (make, { verb }) =>
        verb === 'writeClient' ? Promise.reject(new Error('no answer')) : make(),
      );
      const { invoke, portal } = await setStage({ dependencies: { ledger } });
      const { clientId } = portal.addClient({ enabled: false });
      expect(await invoke(byHand(action, clientId, extra))).toMatchObject({
        outcome: 'refused',
        guard: { name: 'ledger-unavailable' },
      });
      expect(untouched(portal)).toEqual([]);
    });

    test('of a protected client, before any call', async () => {
      const clientId = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
      const { invoke, portal } = await setStage({ env: { PROTECTED_CLIENT_IDS: clientId } });
      expect(await invoke(byHand(action, clientId, extra))).toMatchObject({
        guard: { name: 'protected-client' },
      });
      expect(portal.calls).toEqual([]);
    });

    test('through the alias responder', async () => {
      const { invokeAll, portal, clientId } = await setContained();
      expect(await invokeAll(byHand(action, clientId, extra), undefined, 'responder')).toMatchObject([
        { outcome: 'invalid', action: null },
      ]);
      expect(portal.calls).toEqual([]);
    });

    test('by an alert or an event, whatever it asks for', async () => {
      const { handler, portal, clientId } = await setContained();
      const events = [
        { ...rawAlert(clientId, { id: 'of its own' }), ...byHand(action, clientId, extra) },
        rawAlert(clientId, { id: 'another', detail: byHand(action, clientId, extra) }),
        [byHand(action, clientId, extra)],
        { Records: [{ body: JSON.stringify(byHand(action, clientId, extra)), eventSource: 'aws:sqs' }] },
      ];
      for (const event of events) await handler(event, contextOf('r')).catch(() => undefined);
      expect(untouched(portal)).toEqual([]);
    });
  });

  test('where the portal does not show it', async () => {
    const { invoke, portal } = await setStage();
    const { clientId } = portal.addClient({ enabled: false });
    const body = JSON.stringify({ client_id: clientId, enabled: false, tenant: 1 });
    portal.faults.set('read', { kind: 'status', status: 200, contentType: 'application/json', body });
    const result = await invoke(byHand('rotate', clientId));
    expect(result).toMatchObject({ outcome: 'refused', guard: { name: 'not-contained' } });
    expect(result.nextSteps).toEqual([expect.stringContaining('Regenerate the secret in DocSpace')]);
    expect(untouched(portal)).toEqual([]);
  });
});

describe('a run that dies after the change of the secret has re-enabled the client', () => {
  test.for([
    ['known as contained', true],
    ['unknown to the ledger', false],
  ] as const)(
    'is taken up by the watch: off, and the fingerprint of the containment stays, %s',
    async ([, isKnown]) => {
      const stage = isKnown ? await setContained() : undefined;
      const { invoke, portal, clock, ledger } = stage ?? (await setStage());
      const { clientId } = stage ?? portal.addClient({ enabled: false });
      if (!isKnown) await portal.store.read(clientId);
      await enableBehindCache(portal, clientId);
      const died = Promise.withResolvers<void>();
      portal.interleave = async (point, { kind }) => {
        if (kind !== 'activate' || point !== 'activate:before-commit') return;
        died.resolve();
        await new Promise(() => {});
      };
      void invoke(byHand('rotate', clientId)).catch(() => undefined);
      await died.promise;
      portal.interleave = undefined;
      expect(portal.databaseEnabled(clientId)).toBe(true);
      const intent = await ledger.readClient(clientId, { withinMs: 1 });
      expect(intent).toMatchObject({ state: 'containing', rotatingSince: expect.any(String) });
      clock.ms += 20 * 60_000;
      await invoke({ schedule: 'watch' });
      expect(portal.databaseEnabled(clientId)).toBe(false);
      expect(await ledger.readClient(clientId, { withinMs: 1 })).toMatchObject({
        state: 'contained',
        fingerprint: intent?.fingerprint,
      });
      expect((await invoke(byHand('enable', clientId))).outcome).toBe('enabled');
    },
  );
});
