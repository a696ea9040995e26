import type { ContainmentResult } from '../contract/result.ts';
import type { Ending } from './ending.ts';

/** One kind of access that a change of activation leaves, and for how long from the change on; `null`: without end. */
type Residual = { what: string; lastsMs: number | null };

const ACCESS_TOKEN_MS = 60 * 60_000;
const REFRESH_TOKEN_MS = 60 * 24 * 60 * 60_000;

/** What still works, or works again, after a change of activation. */
const RESIDUAL_ACCESS = {
  /** DocSpace asks about every token on every call, others may not. */
  afterDisable: [
    {
      what: 'third parties that check access tokens offline accept those issued before the disable',
      lastsMs: ACCESS_TOKEN_MS,
    },
  ],
  /** Nothing was deleted while the client was off. */
  afterEnable: [
    { what: 'access tokens issued before work again until they expire', lastsMs: ACCESS_TOKEN_MS },
    { what: 'refresh tokens issued before work again until they expire', lastsMs: REFRESH_TOKEN_MS },
    { what: 'an unused authorization code issued before works again while it lasts', lastsMs: null },
  ],
  /** A change that is not proven: assume the worst. */
  whileUnproven: [{ what: 'everything the client could do: treat it as still on', lastsMs: null }],
} as const satisfies Record<string, readonly Residual[]>;

/** A change of the secret may fail, and the client be proven off anyway. */
export const isOffAfterRotation = ({ rotation, evidence }: Ending): boolean =>
  rotation !== undefined && evidence?.verdict === 'proven' && evidence.enabledAfter === false;

/** What still works, or works again, after this ending. @param action of the request */
export const residualAccessOf = (action: string, ending: Ending): ContainmentResult['residualAccess'] => {
  const { outcome, evidence } = ending;
  const { acceptedAt, verifiedAt } = evidence ?? {};
  const isOff = outcome === 'disabled' || outcome === 'already-disabled' || isOffAfterRotation(ending);
  const isDoubtful =
    outcome === 'unverified' ||
    (outcome === 'failed' && !isOff && (action === 'disable' || evidence !== undefined)) ||
    outcome === 'drifted';
  if (isDoubtful) return [{ what: RESIDUAL_ACCESS.whileUnproven[0].what, until: null }];
  // A token may have been issued until the proof: a read-back may have shown the client on in between.
  const from = isOff ? (verifiedAt ?? acceptedAt) : outcome === 'enabled' ? acceptedAt : undefined;
  if (from === undefined) return [];
  return RESIDUAL_ACCESS[isOff ? 'afterDisable' : 'afterEnable'].map(({ what, lastsMs }) => ({
    what,
    until: lastsMs === null ? null : new Date(from.getTime() + lastsMs).toISOString(),
  }));
};
