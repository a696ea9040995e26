import type { ContainmentResult } from '../contract/result.ts';

const ACCESS_TOKEN_MS = 60 * 60_000;
const REFRESH_TOKEN_MS = 60 * 24 * 60 * 60_000;

const after = (at: Date, milliseconds: number): string => new Date(at.getTime() + milliseconds).toISOString();

/** After a disable: DocSpace asks about every token on every call, others may not. */
export const afterDisable = (containedAt: Date): ContainmentResult['residualAccess'] => [
  {
    what: 'third parties that check access tokens offline accept those issued before the disable',
    until: after(containedAt, ACCESS_TOKEN_MS),
  },
];

/** After an enable: nothing was deleted while the client was off. */
export const afterEnable = (enabledAt: Date): ContainmentResult['residualAccess'] => [
  {
    what: 'access tokens issued before work again until they expire',
    until: after(enabledAt, ACCESS_TOKEN_MS),
  },
  {
    what: 'refresh tokens issued before work again until they expire',
    until: after(enabledAt, REFRESH_TOKEN_MS),
  },
  { what: 'an unused authorization code issued before works again while it lasts', until: null },
];

/** A change that is not proven: assume the worst. */
export const whileUnproven = (): ContainmentResult['residualAccess'] => [
  { what: 'everything the client could do: treat it as still on', until: null },
];
