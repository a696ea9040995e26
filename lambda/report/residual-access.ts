/** One kind of access that a change of activation leaves, and for how long from the change on; `null`: without end. */
type Residual = { what: string; lastsMs: number | null };

const ACCESS_TOKEN_MS = 60 * 60_000;
const REFRESH_TOKEN_MS = 60 * 24 * 60 * 60_000;

/** What still works, or works again, after a change of activation. */
export const RESIDUAL_ACCESS = {
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
