import type { Dialect } from '../docspace/dialect.ts';
import { type Evidence, readPatiently } from '../docspace/proof.ts';
import { proveDisabled } from '../docspace/prove-disabled.ts';
import { proveEnabled } from '../docspace/prove-enabled.ts';
import type { Run } from '../docspace/run.ts';
import { isUnknownClient } from '../docspace/unknown-client.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { LedgerError, SupersededError } from '../ledger/ledger-error.ts';
import type { ChangeRequest, Facts } from '../policy/guard.ts';
import { firstRefusal, STATE_GUARDS } from '../policy/guards.ts';
import type { Findings } from '../report/findings.ts';
import { resultIdOf } from '../report/keys.ts';
import type { RememberedScene } from '../scene.ts';
import { noteGone } from './note-gone.ts';

type EnableRequest = Extract<ChangeRequest, { action: 'enable' }>;

/** Somebody else decides about the same client again and again: then this is not the moment to enable it. */
const MOST_CONFLICTS = 5;

/**
 * Enables a client and proves it: for a person only, and only while the ledger answers. `restored` is written
 * last, and only if nothing newer was decided meanwhile; else the client is put off again.
 */
export const enable = async (request: EnableRequest, scene: RememberedScene): Promise<Findings> => {
  const { portal, run, memory, dependencies } = scene;
  const { policy } = dependencies.settings;
  // One after the other: what the portal shows must not be older than what the ledger knows.
  await memory.recall();
  let before = await readPatiently(portal, request.clientId, run).catch(async (error: unknown) => {
    await noteGone(error, request.clientId, scene);
    throw error;
  });

  for (let conflicts = 0; ; conflicts += 1) {
    const seen = { name: before?.name, enabledBefore: before?.enabled };
    const facts: Facts = {
      now: dependencies.now(),
      client: before,
      tenant: portal.owner()?.tenant,
      record: memory.record(),
      ledgerAnswers: memory.answers() && conflicts < MOST_CONFLICTS,
    };
    const refused = firstRefusal(STATE_GUARDS, request, facts, policy);
    if (refused !== undefined) return { ...seen, outcome: 'refused', guard: refused };
    const fingerprint = before?.fingerprint;
    const fate = await memory.intend('enable', { ...seen, fingerprint });
    // Whoever decided meanwhile may have put it off.
    if (fate === 'conflict') before = await readPatiently(portal, request.clientId, run);
    if (fate !== 'taken') continue;

    if (facts.record?.fingerprint === undefined || fingerprint === undefined)
      run.warn('secret-rotation-unknown');
    else if (facts.record.fingerprint === fingerprint) run.warn('secret-not-rotated');
    return before?.enabled === true ? adopt(seen, scene) : restore(request, seen, scene);
  }
};

/** On already, by whatever hand: the person's word makes a restore of it, so that the watch has nothing to report. */
const adopt = async (
  seen: Pick<Findings, 'name' | 'enabledBefore'>,
  { memory, requestKey }: RememberedScene,
): Promise<Findings> => {
  const outcome = 'already-enabled';
  const stands = await memory.restoreStands({ outcome, resultId: resultIdOf(requestKey, outcome) });
  return stands ? { ...seen, outcome } : { ...seen, outcome: 'failed', error: whyNot(memory) };
};

const restore = async (
  { clientId }: EnableRequest,
  seen: Pick<Findings, 'name' | 'enabledBefore'>,
  { portal, run, memory, requestKey }: RememberedScene,
): Promise<Findings> => {
  const evidence = await proveEnabled(portal, clientId, run);
  if (evidence.verdict === 'unprovable' || evidence.basis === 'response-body') run.warn('state-not-shown');
  const judged = judge(evidence, portal);
  const end = { outcome: judged.outcome, resultId: resultIdOf(requestKey, judged.outcome) };
  const stands =
    judged.outcome === 'enabled'
      ? await memory.restoreStands(end)
      : await memory.restoreFailed({ ...end, isOff: evidence.enabledAfter === false });
  // Another restore speaks for it as well: its word is the one that stands.
  if (judged.outcome === 'enabled' && memory.answers() && isRestore(memory.record()))
    return { ...seen, evidence, ...judged };
  const isUntouched =
    evidence.writes.length === 0 || (evidence.verdict === 'unwritten' && evidence.enabledAfter === false);
  if (stands || (judged.outcome !== 'enabled' && isUntouched)) return { ...seen, evidence, ...judged };

  const off = await putOff(clientId, evidence, portal, run);
  const outcome = 'failed';
  const isOff = off.enabledAfter === false;
  await memory.restoreFailed({ outcome, resultId: resultIdOf(requestKey, outcome), isOff });
  return { ...seen, outcome, evidence: off, error: whyNot(memory) };
};

const isRestore = (record: ClientRecord | undefined): boolean =>
  record?.state === 'restoring' || record?.state === 'restored';

const whyNot = (memory: RememberedScene['memory']): Error =>
  memory.answers() ? new SupersededError() : new LedgerError();

/** What was enabled must not stay on where a newer decision speaks against it, or where nobody can know. */
const putOff = async (
  clientId: EnableRequest['clientId'],
  enabled: Evidence,
  portal: Dialect,
  run: Run,
): Promise<Evidence> => {
  const off = await proveDisabled(portal, clientId, { shownOff: false }, run);
  if (off.verdict !== 'proven') run.warn('may-still-take-effect');
  return {
    ...enabled,
    verdict: 'unwritten',
    writes: [...enabled.writes, ...off.writes],
    basis: off.basis,
    enabledAfter: off.verdict === 'proven' ? false : null,
    verifiedAt: undefined,
  };
};

const judge = ({ verdict, error }: Evidence, portal: Dialect): Pick<Findings, 'outcome' | 'error'> => {
  switch (verdict) {
    case 'proven':
      return { outcome: 'enabled' };
    case 'unproven':
    case 'unprovable':
      return { outcome: 'unverified', error };
    case 'unwritten':
      return { outcome: isUnknownClient(error, portal) ? 'not-found' : 'failed', error };
    default:
      return verdict satisfies never;
  }
};
