import { NOBODY } from '../contract/client-id.ts';
import {
  DeadlineError,
  isNoTokenExchange,
  RateLimitedError,
  ResponseSchemaError,
  TimeoutError,
} from '../docspace/errors.ts';
import { patiently } from '../docspace/patience.ts';
import { readPatiently } from '../docspace/proof.ts';
import { onlyAfterRateLimit, readRetryDelay } from '../docspace/retry.ts';
import { NOTABLE_SKEW_MS, type Signature } from '../docspace/session.ts';
import { isUnknownClient } from '../docspace/unknown-client.ts';
import { RECALL } from '../ledger/time-limits.ts';
import { describeError } from '../report/described-error.ts';
import type { CheckLine } from '../report/ending.ts';
import type { Scene } from '../scene.ts';

/** A line of a check. `rateLimited`: it is not ok only because the portal's rate limit was used up. */
export type PortalLine = CheckLine & { rateLimited?: RateLimitedError };

const NOT_PROVEN =
  "not proven: rate limit used up (429), which the key's user shares with all that uses it; check again in a minute, and poll at most every five minutes";

const rateLimitOf = (error: unknown): RateLimitedError | undefined => {
  const cause = error instanceof DeadlineError ? error.cause : error;
  return cause instanceof RateLimitedError ? cause : undefined;
};

/** Why the portal's answer does not prove the line, with causes that the answer alone does not show. */
const causeOf = (error: unknown): string => {
  const { message } = describeError(error);
  if (error instanceof ResponseSchemaError)
    return `${message}; something in front of the portal, or in its place, answers`;
  if (error instanceof TimeoutError)
    return `${message}: the portal, its database or something in front of it does not answer`;
  return message;
};

const failed = (name: string, error: unknown, message = causeOf(error)): PortalLine => {
  const rateLimited = rateLimitOf(error);
  return rateLimited === undefined
    ? { name, ok: false, message }
    : { name, ok: false, message: NOT_PROVEN, rateLimited };
};

const keyLines = async ({ fetchApiKey }: Scene): Promise<PortalLine[]> => {
  try {
    await fetchApiKey({ fresh: true });
    return [{ name: 'api-key', ok: true, message: 'a key is there and readable' }];
  } catch (error) {
    return [failed('api-key', error)];
  }
};

/** The signature in memory may be of an older key: only a new one proves the key that is stored. */
const signInLines = async (scene: Scene): Promise<PortalLine[]> => {
  const { portal, deadline } = scene;
  try {
    const signedIn = await patiently('token exchange', () => portal.signIn(deadline), readRetryDelay, scene);
    return signedIn ? [{ name: 'portal', ok: true, message: 'it answers and accepts the stored key' }] : [];
  } catch (error) {
    return [
      isNoTokenExchange(error)
        ? failed(
            'portal',
            error,
            'no token exchange (404): a suspended portal, not a DocSpace, or one that speaks the published sample only; for the last, set DIALECT to documented',
          )
        : failed('portal', error),
    ];
  }
};

/** A plain user's write for an unknown id is answered like an admin's: only the signature shows whose key it is. */
const roleProblem = ({ isAdmin, isGuest }: Signature): string | undefined => {
  if (isGuest === true || isAdmin === false)
    return "the key's user is not a DocSpace admin and cannot disable the clients of others: store the key of an admin";
  return isAdmin === true
    ? undefined
    : "the key is not shown to be an admin's, since the portal's signature does not name the role: look in DocSpace whether the key's user is an admin, and drill with a client of another user";
};

/** A difference of the clocks alone breaks nothing, since the portal checks its signatures by its own: the calls show it. */
const ownerLines = async ({ portal }: Scene): Promise<PortalLine[]> => {
  const owner = portal.owner();
  if (owner === undefined) return [];
  const problem = roleProblem(owner);
  const role = { name: 'role', ok: problem === undefined, message: problem ?? 'DocSpace admin' };
  if (owner.skewMs === undefined) return [role];
  const message =
    Math.abs(owner.skewMs) <= NOTABLE_SKEW_MS
      ? "the portal's clock agrees"
      : `the portal's clock is ${Math.round(owner.skewMs / 1_000)} s off: set its time right`;
  return [role, { name: 'clock', ok: true, message }];
};

/** A key of another tenant is found only if the ledger knows the tenant of a client. */
const tenantLines = async ({ portal, ledger }: Scene): Promise<PortalLine[]> => {
  const tenant = portal.owner()?.tenant;
  // If the ledger does not answer, its own line says so.
  const known = await ledger.knownTenant(RECALL).catch(() => undefined);
  if (tenant === undefined || known === undefined) return [];
  const ok = tenant === known;
  return [
    {
      name: 'tenant',
      ok,
      message: ok
        ? 'the key belongs to the tenant of the clients in the ledger'
        : 'the key belongs to another tenant than the clients in the ledger: store a key of the portal that PORTAL_URL names',
    },
  ];
};

const NOBODY_KNOWN = 'which says that no client has this id (404), as it should';

/** The read that proves a disable, for an id that no client has. A portal that shows no clients has no such line. */
const readLines = async (scene: Scene): Promise<PortalLine[]> => {
  const { portal } = scene;
  const name = 'read';
  try {
    if ((await readPatiently(portal, NOBODY, scene)) === undefined) return [];
    const message =
      'read client: the portal shows a client where none can be: something in front of it, or in its place, answers';
    return [{ name, ok: false, message }];
  } catch (error) {
    return isUnknownClient(error, portal)
      ? [{ name, ok: true, message: `current: a read reaches the service, ${NOBODY_KNOWN}` }]
      : [failed(name, error)];
  }
};

/** The write of a disable, for an id that no client has: nothing else proves that a disable reaches the service. */
const writeLines = async (scene: Scene): Promise<PortalLine[]> => {
  const { portal, deadline } = scene;
  const name = 'write';
  try {
    await patiently(name, () => portal.setActivation(NOBODY, false, deadline), onlyAfterRateLimit, scene);
    const message =
      'the disable of an id that no client has was accepted (2xx): something in front of the portal, or in its place, accepts everything, so no disable can be believed';
    return [{ name, ok: false, message }];
  } catch (error) {
    if (!isUnknownClient(error, portal)) return [failed(name, error)];
    const message =
      portal.spoken() === 'documented'
        ? 'documented: a disable is answered, with 404 for an id that no client has; a proxy could say that too, so drill with a client made for it'
        : `current: a disable reaches the service, ${NOBODY_KNOWN}`;
    return [{ name, ok: true, message }];
  }
};

const protectedLines = async (scene: Scene): Promise<PortalLine[]> => {
  const { portal } = scene;
  const lines: PortalLine[] = [];
  for (const clientId of scene.settings.policy.protectedClientIds) {
    const name = `protected ${clientId}`;
    try {
      const client = await readPatiently(portal, clientId, scene);
      lines.push({
        name,
        ok: true,
        message: client === undefined ? 'this portal shows no clients' : 'exists',
      });
    } catch (error) {
      lines.push(
        isUnknownClient(error, portal)
          ? failed(name, error, 'the portal does not know it: correct the protected list')
          : failed(name, error),
      );
    }
  }
  return lines;
};

/** The lines about the portal, in order; each step needs the one before. */
export const PORTAL_STEPS: readonly ((scene: Scene) => Promise<PortalLine[]>)[] = [
  keyLines,
  signInLines,
  ownerLines,
  tenantLines,
  // At the same time: where one of a disable's calls is blocked, the other's line shows how much is left of it.
  async (scene) => (await Promise.all([readLines(scene), writeLines(scene)])).flat(),
  protectedLines,
];
