import { SignJWT } from 'jose';
import type { ClientStore } from './client-store.ts';
import type { Identifiers } from './identifiers.ts';

const lifetimeMs = 60 * 60_000;

/** `expiresAt` in milliseconds since the epoch. */
type AccessToken = { clientId: string; expiresAt: number };

export type AccessTokens = {
  /** A signed token of that client for 60 minutes; nothing that later happens to the client takes it back. */
  issue: (clientId: string) => Promise<string>;
  /** What introspection says, through the five-minute cache; nothing when the token is inactive. */
  introspect: (token: string) => Promise<AccessToken | undefined>;
  /** What introspection would say now, without filling the cache. */
  isAlive: (token: string) => boolean;
};

/** Tokens of the simulator's own kind, alive as long as their client looks enabled. */
export const createAccessTokens = (
  store: ClientStore,
  identifiers: Identifiers,
  now: () => number,
): AccessTokens => {
  const secret = Buffer.from(identifiers.hex(64), 'hex');
  const issued = new Map<string, AccessToken>();
  const unexpired = (token: string): AccessToken | undefined => {
    const found = issued.get(token);
    return found !== undefined && found.expiresAt > now() ? found : undefined;
  };
  return {
    issue: async (clientId) => {
      const expiresAt = now() + lifetimeMs;
      const token = await new SignJWT({ sub: clientId, jti: identifiers.hex(32), scope: 'files:read' })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setExpirationTime(Math.floor(expiresAt / 1000))
        .sign(secret);
      issued.set(token, { clientId, expiresAt });
      return token;
    },
    introspect: async (token) => {
      const found = unexpired(token);
      if (found === undefined) return undefined;
      const row = await store.read(found.clientId, 'introspect');
      return row?.enabled === true ? found : undefined;
    },
    isAlive: (token) => {
      const found = unexpired(token);
      if (found === undefined) return false;
      return (store.cached(found.clientId) ?? store.row(found.clientId))?.enabled === true;
    },
  };
};
