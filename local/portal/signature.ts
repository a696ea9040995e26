import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import type { Account } from './accounts.ts';

const lifetimeSeconds = 5 * 60;
const acceptedSkewSeconds = 60;

const Claims = z.object({
  user_id: z.string(),
  user_email: z.string(),
  tenant_id: z.number(),
  is_admin: z.boolean(),
  is_guest: z.boolean(),
});

/** The service takes roles from the claims alone, whatever the account is by now. */
export type SignatureClaims = z.infer<typeof Claims>;

export type Signatures = {
  /** A signed token for five minutes from `now` (ms epoch), as measured on DocSpace identity v3.7.2: no `iat`. */
  mint: (account: Account, tenantUrl: string, now: number) => Promise<string>;
  /** The claims, or nothing when forged or more than 60 s past its end. */
  verify: (signature: string, now: number) => Promise<SignatureClaims | undefined>;
};

export const createSignatures = (secret: Uint8Array = randomBytes(32)): Signatures => ({
  mint: (account, tenantUrl, now) =>
    new SignJWT({
      sub: account.userId,
      user_id: account.userId,
      user_name: account.userName,
      user_email: account.email,
      tenant_id: account.tenant,
      tenant_url: tenantUrl,
      is_admin: account.isAdmin,
      is_guest: account.isGuest,
      is_public: false,
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setExpirationTime(Math.floor(now / 1000) + lifetimeSeconds)
      .sign(secret),
  verify: async (signature, now) => {
    try {
      const { payload } = await jwtVerify(signature, secret, {
        algorithms: ['HS256'],
        clockTolerance: acceptedSkewSeconds,
        currentDate: new Date(now),
      });
      return Claims.safeParse(payload).data;
    } catch {
      // Every reason looks the same from outside: the service answers a forged signature and an old one alike.
      return undefined;
    }
  },
});
