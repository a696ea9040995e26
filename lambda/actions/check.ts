import { HttpError } from '../docspace/errors.ts';
import { readPatiently } from '../docspace/proof.ts';
import { isUnknownClient } from '../docspace/unknown-client.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { faultFields } from '../log.ts';
import { describeError } from '../report/described-error.ts';
import type { Ending } from '../report/ending.ts';
import type { Scene } from '../scene.ts';

type Line = { name: string; ok: boolean; message: string };

/** No client has this id: it only completes the path that is probed. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** The service accepts signatures with up to 60 s of difference; half of that is time to act. */
const MAX_SKEW_MS = 30_000;

/** As long as the start of a disable waits for the ledger. */
const LEDGER_MS = 1_000;

/**
 * Proves that the kill path is healthy without changing anything: key, portal, signature, role, clock, tenant,
 * protected ids and ledger, a line each. Later lines are left out where an earlier one failed; the
 * ledger is asked in any case, since a disable does not need it.
 */
export const check = async (scene: Scene): Promise<Ending> => {
  const ledger = ledgerLine(scene);
  const checks: Line[] = [];
  // A signature in memory says nothing of the key that is stored now.
  scene.portal.doubtKey();
  for (const lines of [keyLines, portalLines, ownerLines, tenantLines, protectedLines]) {
    checks.push(...(await lines(scene)));
    if (checks.some((line) => !line.ok)) break;
  }
  checks.push(await ledger);
  return { outcome: checks.every((line) => line.ok) ? 'healthy' : 'unhealthy', checks };
};

const keyLines = async ({ fetchApiKey }: Scene): Promise<Line[]> => {
  try {
    await fetchApiKey({ fresh: true });
    return [{ name: 'api-key', ok: true, message: 'a key is there and readable' }];
  } catch (error) {
    return [{ name: 'api-key', ok: false, message: describeError(error).message }];
  }
};

const portalLines = async ({ portal, deadline }: Scene): Promise<Line[]> => {
  try {
    const takesChanges = await portal.probe(NOBODY, deadline);
    if (takesChanges === undefined) {
      await portal.readClient(NOBODY, deadline);
      return [
        { name: 'portal', ok: true, message: 'it answers' },
        {
          name: 'dialect',
          ok: true,
          message: 'documented: only a write would prove the key; drill with a client made for it',
        },
      ];
    }
    return [
      { name: 'portal', ok: true, message: 'it answers and accepts the signature' },
      takesChanges
        ? { name: 'dialect', ok: true, message: 'current' }
        : {
            name: 'dialect',
            ok: false,
            message:
              'the portal does not offer PATCH for the activation of a client: is its release older than 3.1?',
          },
    ];
  } catch (error) {
    const noTokenExchange =
      error instanceof HttpError && error.operation === 'token exchange' && error.status === 404;
    const message = noTokenExchange
      ? 'no token exchange (404): a suspended portal, not a DocSpace, or one that speaks the published sample only; for the last, set DIALECT to documented'
      : describeError(error).message;
    return [{ name: 'portal', ok: false, message }];
  }
};

const ownerLines = async ({ portal }: Scene): Promise<Line[]> => {
  const owner = portal.owner();
  if (owner === undefined) return [];
  const lines: Line[] = [];
  if (owner.isGuest === true || owner.isAdmin === false) {
    lines.push({
      name: 'role',
      ok: false,
      message:
        "the key's user is not a DocSpace admin and cannot disable the clients of others: store the key of an admin",
    });
  } else {
    const message =
      owner.isAdmin === true ? 'DocSpace admin' : "the portal does not show the role of the key's user";
    lines.push({ name: 'role', ok: true, message });
  }
  if (owner.skewMs !== undefined) {
    const ok = Math.abs(owner.skewMs) <= MAX_SKEW_MS;
    lines.push({
      name: 'clock',
      ok,
      message: ok
        ? "the portal's clock agrees"
        : `the portal's clock is ${Math.round(owner.skewMs / 1_000)} s off: set the portal's time right, signatures fail beyond 60 s`,
    });
  }
  return lines;
};

/** With a key of another tenant the portal knows none of the clients. No line where there is nothing to compare. */
const tenantLines = async ({ portal, ledger }: Scene): Promise<Line[]> => {
  const tenant = portal.owner()?.tenant;
  // A ledger that does not answer has a line of its own.
  const known = await ledger.knownTenant({ withinMs: LEDGER_MS }).catch(() => undefined);
  if (tenant === undefined || known === undefined) return [];
  const ok = tenant === known;
  const message = ok
    ? 'the key belongs to the tenant of the clients in the ledger'
    : 'the key belongs to another tenant than the clients in the ledger: store a key of the portal that PORTAL_URL names';
  return [{ name: 'tenant', ok, message }];
};

const protectedLines = async (scene: Scene): Promise<Line[]> => {
  const { portal } = scene;
  const lines: Line[] = [];
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
      const message = isUnknownClient(error, portal)
        ? 'the portal does not know it: correct the protected list'
        : describeError(error).message;
      lines.push({ name, ok: false, message });
    }
  }
  return lines;
};

/** Reads what is not there: that it may be read is the answer. Never rejects. */
const ledgerLine = async ({ ledger, log }: Scene): Promise<Line> => {
  try {
    await ledger.readResult('check', { withinMs: LEDGER_MS });
    return { name: 'ledger', ok: true, message: 'it answers' };
  } catch (error) {
    log('KS400', faultFields(error));
    return { name: 'ledger', ok: false, message: new LedgerError({ cause: error }).message };
  }
};
