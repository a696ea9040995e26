import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../infra/bundle/bundling.ts';
import { cloudApp, type Outputs } from './cloud-app.ts';
import { startEmulator } from './emulator.ts';

export type Account = { endpoint: string; outputs: Outputs };

/** Where the logs stay, for finding out why a test failed. */
const LOGS = join(PROJECT_ROOT, '.cache/e2e');

/** What has to be undone, in order; `stop` alone is enough where there is no time for more. */
export type Undo = { destroy: () => Promise<void>; stop: () => Promise<void> };

/**
 * Starts an emulated account and deploys an app to it. What was begun is in `undo`, also where the rest fails.
 * @throws StepError
 */
export const openAccount = async ({
  name,
  command,
  settings,
  enforceIam,
  python,
  folder,
  undo,
  signal,
}: {
  name: string;
  command: string;
  settings: Record<string, unknown>;
  enforceIam: boolean;
  python: string;
  folder: string;
  undo: Undo[];
  signal: AbortSignal;
}): Promise<Account> => {
  const own = join(folder, name);
  await Promise.all([own, LOGS].map((path) => mkdir(path, { recursive: true })));
  const logFile = join(LOGS, `${name}.log`);
  const { endpoint, stop } = await startEmulator({ python, folder: own, logFile, enforceIam, signal });
  const entry: Undo = { destroy: async () => {}, stop };
  undo.push(entry);
  const app = cloudApp({ command, settings, endpoint, folder: own, signal });
  const outputs = await app.deploy();
  entry.destroy = app.destroy;
  return { endpoint, outputs };
};
