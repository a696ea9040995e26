import type { ClientId } from '../contract/client-id.ts';
import { createActivationWriter } from './activation-writer.ts';
import type { Dialect } from './dialect.ts';
import { DeadlineError } from './errors.ts';
import { type Evidence, noEvidence, readBack } from './proof.ts';
import { proveDisabled } from './prove-disabled.ts';
import type { Run } from './run.ts';
import { settleSince } from './settle.ts';

/** A write that hangs, and then the time to disable the client again. */
const MIN_MS = 20_000;

/** Sends nothing so late that no time would be left to disable the client again. */
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
 * Enables a client and proves it. Where the fate of a write is unknown, the client is disabled again, because a
 * client that comes back on its own, later, is what nobody expects; the evidence is then `unwritten` with the
 * write's error, and a warning says that it may still take effect.
 *
 * Never throws for what the portal does; `evidence.error` says why it is not proven.
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
      const fate = await writer.send(true, { patient: true });
      if (fate.kind === 'unknown') return await takeBackWrite(fate.error);
      if (fate.kind === 'unsent') return { ...evidence, error: fate.error };
      if (fate.kind === 'rate-limited') break;
      evidence.acceptedAt ??= fate.at;
      evidence.verdict = 'unproven';
      await settleSince(fate.at, run);
      const state = await readBack(dialect, clientId, run);
      const enabled = state === undefined ? fate.write.statedEnabled : state.enabled;
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
