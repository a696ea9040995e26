import type { Outcome } from '../contract/outcome.ts';
import { type ClientRecord, revised } from './client-record.ts';
import { containing, type Intent } from './containment.ts';
import { restoring } from './restore.ts';

/** Before the secret of a client that is off is changed: until it is proven off again, nobody may take it for off. */
const rotating = (seen: ClientRecord | undefined, intent: Intent): ClientRecord => ({
  ...containing(seen, intent),
  rotatingSince: intent.at.toISOString(),
});

/** What the record becomes before the first write of each change. */
export const INTENTS = { disable: containing, enable: restoring, rotate: rotating } as const;

type RotationEnd = {
  runId: string;
  outcome: Outcome;
  resultId: string;
  /** Proven off after the change. */
  isOff: boolean;
  /** What the read-back showed; absent where it showed no new secret. */
  rotation: { rotatedAt: Date; fingerprint: string } | undefined;
};

/** How a change of the secret ended, after the disable that belongs to it did. */
export const rotationEnded = (
  seen: ClientRecord | undefined,
  { runId, outcome, resultId, isOff, rotation }: RotationEnd,
): ClientRecord | undefined => {
  if (seen?.state !== 'containing' && seen?.state !== 'contained') return undefined;
  return revised(seen, seen.clientId, {
    ...(isOff ? { rotatingSince: undefined } : {}),
    ...(rotation === undefined
      ? {}
      : { rotation: { ...rotation, rotatedAt: rotation.rotatedAt.toISOString() } }),
    ...(seen.runId === runId ? { outcome, resultId } : {}),
  });
};

/** Whether the secret that the portal shows is another than the one of the containment. */
export const isRotated = (
  record: ClientRecord | undefined,
  fingerprint: string | undefined,
): boolean | 'unknown' => {
  if (record === undefined || fingerprint === undefined) return 'unknown';
  if (record.fingerprint !== undefined) return record.fingerprint !== fingerprint;
  // The old one is not known, but the new one is.
  return record.rotation?.fingerprint === fingerprint ? true : 'unknown';
};
