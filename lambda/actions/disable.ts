import type { Dialect } from '../docspace/dialect.ts';
import { MootError } from '../docspace/errors.ts';
import type { ClientState } from '../docspace/operations.ts';
import { type Evidence, noEvidence, readBack, readPatiently, settleSince } from '../docspace/proof.ts';
import { proveDisabled } from '../docspace/prove-disabled.ts';
import { isBelievablyGone, isUnknownClient } from '../docspace/unknown-client.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { type EarlierRun, earlierRunOf, isUnderWay } from '../ledger/containment.ts';
import { knownClient } from '../ledger/known-client.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { ChangeRequest, Facts } from '../policy/guard.ts';
import { firstRefusal, SLOT_GUARDS, STATE_GUARDS } from '../policy/guards.ts';
import type { Findings } from '../report/findings.ts';
import { resultIdOf } from '../report/keys.ts';
import type { RememberedScene } from '../scene.ts';
import { lookUpBeforeDisable } from './look-up.ts';
import { noteGone } from './note-gone.ts';

type DisableRequest = Extract<ChangeRequest, { action: 'disable' }>;

/** An alert that finds another run at the same client waits for its first accepted write, no longer than this. */
const WAIT_FOR_OTHER_MS = 2_000;
const LOOK_EVERY_MS = 100;

/** Somebody else decided at the same moment, again and again: then the write goes out without the ledger's leave. */
const MOST_CONFLICTS = 5;

/**
 * Disables a client and proves it. The ledger is read beside the first read and told before the first write; when
 * it does not answer, the write goes out all the same.
 */
export const disable = async (request: DisableRequest, scene: RememberedScene): Promise<Findings> => {
  const { portal, run, memory, dependencies } = scene;
  const dryRun = request.dryRun || (request.trigger === 'alert' && dependencies.settings.mode === 'dry-run');
  const recalled = memory.recall();
  const lookUp = () => (dryRun ? readPatiently : lookUpBeforeDisable)(portal, request.clientId, run);
  let before = await lookUp().catch(async (error: unknown) => {
    await recalled;
    await noteGone(error, request.clientId, scene);
    throw error;
  });
  await recalled;

  for (let conflicts = 0; ; conflicts += 1) {
    // The record was read beside the portal, or after it: a restore may lie between.
    const restored = ['restoring', 'restored'].includes(memory.record()?.state ?? '');
    if (restored && before?.enabled === false) before = await lookUp();
    const early = await withoutWriting(request, before, dryRun, scene);
    if (early !== undefined) return early;
    const earlier = memory.record();
    const fate = await memory.intend('disable', {
      name: before?.name,
      enabledBefore: before?.enabled,
      fingerprint: before?.fingerprint,
    });
    if (fate !== 'conflict' || conflicts >= MOST_CONFLICTS) return write(request, before, earlier, scene);
  }
};

const seenIn = (before: ClientState | undefined) => ({ name: before?.name, enabledBefore: before?.enabled });

/** Everything that ends the request before its first write. */
const withoutWriting = async (
  request: DisableRequest,
  before: ClientState | undefined,
  dryRun: boolean,
  scene: RememberedScene,
): Promise<Findings | undefined> => {
  const { portal, run, memory, dependencies } = scene;
  const { policy } = dependencies.settings;
  const seen = seenIn(before);

  const standing = memory.standing();
  if (standing !== undefined && before?.enabled === false && !dryRun) {
    return { ...seen, outcome: standing.outcome, standing };
  }
  const facts: Facts = {
    now: dependencies.now(),
    client: before,
    tenant: portal.owner()?.tenant,
    record: memory.record(),
    ledgerAnswers: memory.answers(),
  };
  const shown = firstRefusal(STATE_GUARDS, request, facts, policy);
  if (shown !== undefined) return { ...seen, outcome: 'refused', guard: shown };
  if (dryRun) {
    if (before === undefined) run.warn('state-not-shown');
    return { ...seen, outcome: 'dry-run' };
  }
  if (request.trigger !== 'alert') return undefined;

  const earlier = earlierRunOf(memory.record(), {
    requestKey: scene.requestKey,
    enabledBefore: before?.enabled,
  });
  // A retry tells what its own first run did, not what others did since.
  const shared = earlier === undefined ? await sharedProof(request, seen, scene) : undefined;
  if (shared !== undefined) return shared;
  if (before?.enabled === false) return undefined;
  const slot = await memory.takeSlot();
  const full = firstRefusal(SLOT_GUARDS, request, { ...facts, slot }, policy);
  if (full === undefined) return undefined;
  // Somebody decided meanwhile: the client may be off by now, and must not be listed as on.
  const held = await memory.hold(before?.name);
  if (held === 'conflict') return withoutWriting(request, before, dryRun, scene);
  dependencies.log('KS410', { clientId: request.clientId });
  // On, and on nobody's list: the alert must not end here, it is delivered again.
  if (held === 'unavailable') return { ...seen, outcome: 'failed', guard: full, error: new LedgerError() };
  return { ...seen, outcome: 'refused', guard: full };
};

/**
 * Another run has disabled the client after this alert was detected, or is just about to: its write stands for
 * this alert, too, if the portal shows the client off.
 */
const sharedProof = async (
  { clientId, detectedAt }: Extract<DisableRequest, { trigger: 'alert' }>,
  seen: ReturnType<typeof seenIn>,
  scene: RememberedScene,
): Promise<Findings | undefined> => {
  const {
    memory,
    requestKey,
    dependencies: { now, sleep },
  } = scene;
  const acceptedSince = () =>
    memory.record()?.requestKey === requestKey ? undefined : acceptedAfter(detectedAt, memory.record());
  const otherAtWork = () => memory.record()?.requestKey !== requestKey && isUnderWay(memory.record(), now());

  const until = now().getTime() + WAIT_FOR_OTHER_MS;
  while (acceptedSince() === undefined && otherAtWork() && memory.answers() && now().getTime() < until) {
    await sleep(LOOK_EVERY_MS);
    await memory.recall();
  }
  const acceptedAt = acceptedSince();
  return acceptedAt === undefined ? undefined : readBackFor(clientId, acceptedAt, seen, scene);
};

/** The last accepted write of a containment, if it came after that moment. */
const acceptedAfter = (moment: Date, record: ClientRecord | undefined): Date | undefined => {
  if (record?.acceptedAt === undefined) return undefined;
  if (record.state !== 'containing' && record.state !== 'contained') return undefined;
  const at = new Date(record.acceptedAt);
  return at > moment ? at : undefined;
};

/** Another run's write stands for this alert if the portal shows the client off. */
const readBackFor = async (
  clientId: DisableRequest['clientId'],
  acceptedAt: Date,
  seen: ReturnType<typeof seenIn>,
  { portal, run, memory, dependencies: { now } }: RememberedScene,
): Promise<Findings | undefined> => {
  try {
    await settleSince(acceptedAt, run);
    const state = await readBack(portal, clientId, run);
    if (state?.enabled !== false) return undefined;
  } catch {
    // Nothing shown, nothing shared: the run goes its own way.
    return undefined;
  }
  run.warn('shared-proof');
  await memory.join();
  const record = memory.record();
  return {
    ...seen,
    outcome: 'already-disabled',
    evidence: {
      ...noEvidence([]),
      verdict: 'proven',
      basis: 'read-back',
      enabledAfter: false,
      acceptedAt,
      verifiedAt: now(),
    },
    containment: record === undefined ? undefined : knownClient(record, now()),
  };
};

/** While an alert waits for the rate limit, another run may be faster: its write is enough for both. */
const mootFor = (request: DisableRequest, { memory }: RememberedScene) => {
  if (request.trigger !== 'alert') return async () => false;
  return async () => {
    await memory.recall();
    return acceptedAfter(request.detectedAt, memory.record()) !== undefined;
  };
};

const write = async (
  request: DisableRequest,
  before: ClientState | undefined,
  /** As it was before this run's own intent. */
  record: ClientRecord | undefined,
  scene: RememberedScene,
): Promise<Findings> => {
  const { clientId } = request;
  const {
    portal,
    run,
    memory,
    requestKey,
    dependencies: { now },
  } = scene;
  const state = { shownOff: before?.enabled === false };
  let evidence = await proveDisabled(portal, clientId, state, { ...run, isMoot: mootFor(request, scene) });
  if (evidence.error instanceof MootError && request.trigger === 'alert') {
    const acceptedAt = acceptedAfter(request.detectedAt, memory.record());
    const shared =
      acceptedAt === undefined ? undefined : await readBackFor(clientId, acceptedAt, seenIn(before), scene);
    if (shared?.evidence !== undefined) {
      const { outcome, evidence: proof } = shared;
      await memory.disableEnded({
        outcome,
        resultId: resultIdOf(requestKey, outcome),
        acceptedAt,
        verifiedAt: proof.verifiedAt,
        gone: false,
      });
      return { ...shared, evidence: { ...proof, writes: evidence.writes } };
    }
    evidence = await proveDisabled(portal, clientId, state, run);
  }
  if (evidence.verdict === 'unprovable' || evidence.basis === 'response-body') run.warn('state-not-shown');
  const judged = { ...seenIn(before), evidence, ...judge(before, evidence, portal) };
  const earlier = earlierRunOf(record, { requestKey, enabledBefore: before?.enabled });
  const findings = earlier === undefined ? judged : retold(judged, evidence, earlier);
  await memory.disableEnded({
    outcome: findings.outcome,
    resultId: resultIdOf(requestKey, findings.outcome),
    acceptedAt: evidence.acceptedAt,
    verifiedAt: evidence.verdict === 'proven' ? evidence.verifiedAt : undefined,
    gone: findings.outcome === 'not-found' && isBelievablyGone(clientId, portal),
  });
  return findings.outcome === 'already-disabled' && record?.state !== undefined
    ? { ...findings, containment: knownClient(record, now()) }
    : findings;
};

const judge = (
  before: ClientState | undefined,
  { verdict, contradicted, error }: Evidence,
  portal: Dialect,
): Pick<Findings, 'outcome' | 'error'> => {
  switch (verdict) {
    case 'proven':
      return { outcome: before?.enabled === false && !contradicted ? 'already-disabled' : 'disabled' };
    case 'unproven':
    case 'unprovable':
      return { outcome: 'unverified', error };
    case 'unwritten':
      return { outcome: isUnknownClient(error, portal) ? 'not-found' : 'failed', error };
    default:
      return verdict satisfies never;
  }
};

/**
 * A retry tells what the first run had done, and did not live to tell: with its times, and with the state that it
 * had found.
 */
const retold = (findings: Findings, evidence: Evidence, first: EarlierRun): Findings => {
  const receivedAt = first.receivedAt === undefined ? undefined : new Date(first.receivedAt);
  const wasOff = evidence.verdict === 'proven' && !evidence.contradicted && findings.enabledBefore !== true;
  if (!wasOff) return { ...findings, receivedAt };
  const acceptedAt = first.containedAt === undefined ? evidence.acceptedAt : new Date(first.containedAt);
  const told = { ...findings, receivedAt, evidence: { ...evidence, acceptedAt } };
  const didIt =
    first.enabledBefore === true || (first.enabledBefore !== false && first.containedAt !== undefined);
  return didIt ? { ...told, outcome: 'disabled', enabledBefore: first.enabledBefore ?? undefined } : told;
};
