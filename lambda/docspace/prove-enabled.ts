import type { ClientId } from '../contract/client-id.ts';
import { createActivationWriter } from './activation-writer.ts';
import type { Dialect } from './dialect.ts';
import { DeadlineError } from './errors.ts';
import { type Evidence, noEvidence, readBack } from './proof.ts';
import { proveDisabled } from './prove-disabled.ts';
import type { Run } from './run.ts';
import { settleSince } from './settle.ts';

/** The time for a write that gets no answer, and then for disabling the client again. */
const MIN_MS = 20_000;

/** Sends no write so late that no time would be left to disable the client again. */
const inGoodTime = (dialect: Dialect): Dialect => ({
  ...dialect,
  setActivation: async (clientId, enabled, deadline) => {
    if (deadline.remaining() < MIN_MS) throw new DeadlineError('change activation');
    return dialect.setActivation(clientId, enabled, deadline);
  },
});

/** One write and, if the read-back shows the client still off, one more. */
const MAX_WRITES = 2;

/**
 * Enables a client and proves it. If a write was not answered, the client is disabled again, because nobody expects a
 * client that becomes enabled later by itself; the evidence is then `unwritten` with the write's error, and a warning
 * says that it may still take effect.
 *
 * No error of the portal makes it throw; `evidence.error` says why it is not proven.
 */
export const proveEnabled = async (dialect: Dialect, clientId: ClientId, run: Run): Promise<Evidence> => {
  const writer = createActivationWriter(inGoodTime(dialect), clientId, run);
  const evidence = noEvidence(writer.sent);

  const takeBackWrite = async (error: unknown): Promise<Evidence> => {
    run.warn('may-still-take-effect');
    const off = await proveDisabled(dialect, clientId, { shownOff: false }, run);
    return {
      ...evidence,
      verdict: 'unwritten',
      writes: [...writer.sent, ...off.writes],
      basis: off.basis,
      enabledAfter: off.enabledAfter,
      error,
    };
  };

  try {
    for (let write = 1; write <= MAX_WRITES; write += 1) {
      const result = await writer.send(true, { patient: true });
      if (result.kind === 'unknown') return await takeBackWrite(result.error);
      if (result.kind === 'unsent') return { ...evidence, error: result.error };
      if (result.kind === 'rate-limited') break;
      evidence.acceptedAt ??= result.at;
      evidence.verdict = 'unproven';
      await settleSince(result.at, run);
      const state = await readBack(dialect, clientId, run);
      const enabled = state === undefined ? result.write.statedEnabled : state.enabled;
      evidence.enabledAfter = enabled ?? null;
      if (enabled === undefined) return { ...evidence, verdict: 'unprovable' };
      evidence.basis = state === undefined ? 'response-body' : 'read-back';
      if (enabled) return { ...evidence, verdict: 'proven', verifiedAt: run.now() };
    }
  } catch (error) {
    evidence.error = error;
  }
  return evidence;
};
