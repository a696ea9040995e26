import { decodeJwt } from 'jose';
import * as z from 'zod/mini';
import { HttpError, KeyRefusedError, ResponseSchemaError } from './errors.ts';
import { exchangeKey } from './operations.ts';
import type { PortalHttp } from './portal-http.ts';
import type { Deadline } from './run.ts';

/** A signature is renewed this long before it expires, so that none expires in the middle of a call. */
const RENEW_BEFORE_MS = 60_000;

/** Used if the token has no usable expiry: the shortest life of any release. */
const ASSUMED_LIFE_MS = 5 * 60_000;

/** Longer than any release's: an expiry further away than this, in either direction, is a wrong clock or a wrong claim. */
const MAX_LIFE_MS = 60 * 60_000;

/** If the clocks differ by more than this, a result mentions it. */
export const NOTABLE_SKEW_MS = 30_000;

const truth = z.catch(z.optional(z.union([z.boolean(), z.stringbool()])), undefined);

/** Claims as far as the portal shows them; none of them is needed to act. */
const ClaimsSchema = z.object({
  exp: z.catch(z.optional(z.number()), undefined),
  tenant_id: z.catch(
    z.optional(z.union([z.int(), z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number))])),
    undefined,
  ),
  is_admin: truth,
  is_guest: truth,
});

export type Signature = {
  jwt: string;
  /** The portal's tenant that the key belongs to, if the signature says so. */
  tenant: number | undefined;
  isAdmin: boolean | undefined;
  isGuest: boolean | undefined;
  /** Portal clock minus ours, in ms, if the answer had a usable Date. */
  skewMs: number | undefined;
};

export type Session = {
  /**
   * @param options.fresh true: take a new one: the one in memory was refused, or the key itself is checked
   * @param options.keep true: if no new one is given, the one in memory is kept, since an alert may still act with it
   */
  signature: (options: { fresh: boolean; keep?: boolean }, deadline: Deadline) => Promise<Signature>;
  /** The signature in memory, for what it says about its owner. */
  current: () => Signature | undefined;
  /** Key and signature may be the wrong ones: the next signature is a new one, of a key that is fetched again. */
  doubt: () => void;
};

export type FetchApiKey = (options: { fresh: boolean }) => Promise<string>;

const claimsOf = (jwt: string) => {
  try {
    const {
      exp,
      tenant_id: tenant,
      is_admin: isAdmin,
      is_guest: isGuest,
    } = ClaimsSchema.parse(decodeJwt(jwt));
    return { expiresAtMs: exp === undefined ? undefined : exp * 1_000, tenant, isAdmin, isGuest };
  } catch {
    throw new ResponseSchemaError('token exchange', 'its token cannot be read');
  }
};

/**
 * Trades the key for a signature, and keeps that in memory until shortly before it expires; a failure is never
 * kept. A 401 may mean that the key was rotated while this container was warm: it is fetched again once, and only a
 * second 401 is final.
 */
export const createSession = ({
  http,
  fetchApiKey,
  now,
}: {
  http: PortalHttp;
  fetchApiKey: FetchApiKey;
  now: () => Date;
}): Session => {
  let held: { signature: Signature; renewAt: number } | undefined;
  let isDoubted = false;

  const exchange = async (deadline: Deadline) => {
    try {
      return await exchangeKey(http, await fetchApiKey({ fresh: isDoubted }), deadline);
    } catch (error) {
      if (!(error instanceof HttpError && error.status === 401)) throw error;
    }
    try {
      return await exchangeKey(http, await fetchApiKey({ fresh: true }), deadline);
    } catch (error) {
      throw error instanceof HttpError && error.status === 401 ? new KeyRefusedError() : error;
    }
  };

  return {
    current: () => held?.signature,
    doubt: () => {
      isDoubted = true;
    },
    signature: async ({ fresh, keep = false }, deadline) => {
      if (!fresh && !isDoubted && held !== undefined && now().getTime() < held.renewAt) return held.signature;
      if (!keep) held = undefined;
      const { signature: jwt, skewMs } = await exchange(deadline);
      isDoubted = false;
      const { expiresAtMs, ...owner } = claimsOf(jwt);
      const portalNow = now().getTime() + (skewMs ?? 0);
      const claimedMs = (expiresAtMs ?? Number.NaN) - portalNow;
      const lifeMs = Math.abs(claimedMs) <= MAX_LIFE_MS ? claimedMs : ASSUMED_LIFE_MS;
      const signature = { jwt, skewMs, ...owner };
      held = { signature, renewAt: now().getTime() + lifeMs - RENEW_BEFORE_MS };
      return signature;
    },
  };
};
