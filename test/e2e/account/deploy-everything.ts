import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeploymentName, DeploymentsSchema, NAMES, PROTECTED_ID } from '../deployments.ts';
import { enforcedSettings, stackOf } from './enforced-stacks.ts';
import { freePort } from './free-port.ts';
import { type Account, openAccount, type Undo } from './open-account.ts';

/** The name that the app gives its stack by itself. */
const MAIN_STACK = 'DocSpaceKillSwitch';

/** One table serves all tests: together they disable more clients in an hour than alerts should. */
const UNLIMITED = { breakerLimit: '1000' };

/**
 * Deploys the app as it is to one emulated account, and its variants to one that enforces IAM.
 * @returns the file from which the tests learn where everything is, and the endpoint of the first account
 */
export const deployEverything = async (tools: {
  python: string;
  folder: string;
  undo: Undo[];
  signal: AbortSignal;
}): Promise<{ file: string; endpoint: string }> => {
  const ports = new Map<DeploymentName, number>();
  for (const name of NAMES) ports.set(name, await freePort());
  const portalUrl = (name: DeploymentName) => `http://127.0.0.1:${ports.get(name)}`;
  const others = NAMES.filter((name) => name !== 'main');
  // The emulator has no policies of event buses.
  const common = { protectedClientIds: PROTECTED_ID, removalPolicy: 'destroy', guardResults: false };

  const main = openAccount({
    ...tools,
    name: 'main',
    command: 'node infra/main.ts',
    settings: { ...common, ...UNLIMITED, inputs: 'asff,ocsf', ocsf: true, portalUrl: portalUrl('main') },
    enforceIam: false,
  });
  const enforced = openAccount({
    ...tools,
    name: 'enforced',
    command: 'node test/e2e/account/enforced-app.ts',
    settings: {
      ...common,
      ...enforcedSettings(
        others.map((name) => ({
          name,
          portalUrl: portalUrl(name),
          ...(name === 'limited' ? {} : UNLIMITED),
          ...(name === 'approving' ? { mode: 'approve' } : {}),
          ...(name === 'noting' ? { inputs: 'asff,ocsf', findingNotes: true } : {}),
        })),
      ),
    },
    enforceIam: true,
  });
  // Where one fails, the other is still waited for: what it starts must be known, to be stopped.
  await Promise.allSettled([main, enforced]);
  const [real, variants] = await Promise.all([main, enforced]);

  const recorded = (name: DeploymentName, { endpoint, outputs }: Account, stackName: string) => ({
    [name]: { endpoint, stackName, portalPort: ports.get(name), outputs: outputs[stackName] },
  });
  const deployments = DeploymentsSchema.parse(
    Object.assign(
      recorded('main', real, MAIN_STACK),
      ...others.map((name) => recorded(name, variants, stackOf(name))),
    ),
  );
  const file = join(tools.folder, 'deployments.json');
  await writeFile(file, JSON.stringify(deployments));
  return { file, endpoint: real.endpoint };
};
