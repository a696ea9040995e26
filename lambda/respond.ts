import { check } from './check.ts';
import type { ClientState } from './docspace/operations.ts';
import { type Evidence, readPatiently } from './docspace/proof.ts';
import { proveDisabled } from './docspace/prove-disabled.ts';
import { proveEnabled } from './docspace/prove-enabled.ts';
import { isUnknownClient } from './docspace/unknown-client.ts';
import { lookUpBeforeDisable } from './look-up.ts';
import type { ChangeRequest } from './policy/guard.ts';
import { firstRefusal, REQUEST_GUARDS, STATE_GUARDS } from './policy/guards.ts';
import type { Request } from './requests/door.ts';
import type { Findings } from './results/findings.ts';
import type { Scene } from './scene.ts';

/**
 * The story of one request: guard, look up, guard, act, prove. Answers with findings, whatever the portal does;
 * only a fault of our own is thrown.
 */
export const respond = async (request: Request, scene: Scene): Promise<Findings> => {
  switch (request.action) {
    case 'check':
      return check(scene);
    case 'status':
      return orError(scene, async () =>
        show(await readPatiently(scene.portal, request.clientId, scene.run), scene),
      );
    case 'disable':
    case 'enable':
      return change(request, scene);
    default:
      return request satisfies never;
  }
};

const change = async (request: ChangeRequest, scene: Scene): Promise<Findings> => {
  const { portal, dependencies, run, provenOff } = scene;
  const { policy } = dependencies.settings;
  const facts = { now: dependencies.now() };
  const asked = firstRefusal(REQUEST_GUARDS, request, facts, policy);
  if (asked !== undefined) return { outcome: 'refused', guard: asked };

  const dryRun = isDryRun(request, scene);
  return orError(scene, async () => {
    const before =
      request.action === 'disable' && !dryRun
        ? await lookUpBeforeDisable(portal, request.clientId, run)
        : await readPatiently(portal, request.clientId, run);
    // Proven off for an earlier alert of this delivery, and off still: that write stands for this alert, too.
    const provenBefore = before?.enabled === false ? provenOff?.evidence : undefined;
    const seen = { name: before?.name, enabledBefore: before?.enabled };

    const tenant = portal.owner()?.tenant;
    const shown = firstRefusal(STATE_GUARDS, request, { ...facts, client: before, tenant }, policy);
    if (shown !== undefined) return { outcome: 'refused', guard: shown, ...seen };
    if (dryRun) return { ...show(before, scene), outcome: 'dry-run' };
    if (request.action === 'enable' && before?.enabled === true)
      return { outcome: 'already-enabled', ...seen };

    if (provenBefore !== undefined) {
      run.warn('shared-proof');
      const evidence = { ...provenBefore, enabledAfter: false, verifiedAt: dependencies.now() };
      return { ...seen, outcome: 'already-disabled', evidence };
    }

    await remember(request, scene);
    const evidence = await act(request, before, scene);
    return { ...seen, evidence, ...judge(request, before, evidence, scene) };
  });
};

/** Settings make a drill of every alert; a person's request obeys its own word only. */
const isDryRun = (request: ChangeRequest, { dependencies }: Scene): boolean =>
  (request.action === 'disable' && request.dryRun) ||
  (request.trigger === 'alert' && dependencies.settings.mode === 'dry-run');

/** A ledger that fails stops an enable, never a disable. */
const remember = async (request: ChangeRequest, { dependencies: { ledger, log } }: Scene): Promise<void> => {
  try {
    await ledger.intend(request);
  } catch (error) {
    if (request.action === 'enable') throw error;
    log('KS400', { clientId: request.clientId });
  }
};

const act = (
  request: ChangeRequest,
  before: ClientState | undefined,
  { portal, run }: Scene,
): Promise<Evidence> => {
  if (request.action === 'enable') {
    // Without a memory of the secret at the containment nobody can know, whatever the request accepts.
    run.warn('secret-rotation-unknown');
    return proveEnabled(portal, request.clientId, run);
  }
  return proveDisabled(portal, request.clientId, { shownOff: before?.enabled === false }, run);
};

const judge = (
  { action }: ChangeRequest,
  before: ClientState | undefined,
  { verdict, basis, contradicted, error }: Evidence,
  { portal, run }: Scene,
): Pick<Findings, 'outcome' | 'error'> => {
  if (verdict === 'unprovable' || basis === 'response-body') run.warn('state-not-shown');
  switch (verdict) {
    case 'proven':
      if (action === 'enable') return { outcome: 'enabled' };
      return { outcome: before?.enabled === false && !contradicted ? 'already-disabled' : 'disabled' };
    case 'unproven':
    case 'unprovable':
      return { outcome: 'unverified', error };
    case 'unwritten':
      return { outcome: isUnknownClient(error, portal) ? 'not-found' : 'failed', error };
    default:
      return verdict satisfies never;
  }
};

const show = (client: ClientState | undefined, { run }: Scene): Findings => {
  if (client === undefined) run.warn('state-not-shown');
  return { outcome: 'status', name: client?.name, enabledBefore: client?.enabled };
};

/** An error before any write ends the request as `not-found` or `failed`. */
const orError = async ({ portal }: Scene, steps: () => Promise<Findings>): Promise<Findings> => {
  try {
    return await steps();
  } catch (error) {
    return { outcome: isUnknownClient(error, portal) ? 'not-found' : 'failed', error };
  }
};
