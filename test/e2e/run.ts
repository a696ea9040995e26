import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployEverything } from './account/deploy-everything.ts';
import { emulatorProgram } from './account/emulator-program.ts';
import type { Undo } from './account/open-account.ts';
import { StepError } from './account/step-error.ts';
import { runTests } from './run-tests.ts';

/** Deploys the real stack to emulated accounts, tests it there, and leaves nothing behind, however it ends. */
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    process.exitCode = 128 + constants.signals[name];
    interrupted.abort(new StepError(`npm run test:e2e was interrupted by ${name}.`));
  });

const { signal } = interrupted;
const began = performance.now();
const say = (what: string) =>
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${what}`);

// Node follows symbolic links where the bundler does not: both should see one path.
const folder = await mkdtemp(join(await realpath(tmpdir()), 'e2e-'));
const undo: Undo[] = [];
try {
  say('the emulator, in .cache/emulator');
  const python = await emulatorProgram(signal);
  say('deploying: the app as it is, and again where IAM is enforced');
  const deployments = await deployEverything({ python, folder, undo, signal });
  say('testing');
  process.exitCode = await runTests({ ...deployments, signal });
  say('destroying the stacks');
  await Promise.all(undo.map(({ destroy }) => destroy()));
} catch (error) {
  console.error(error instanceof StepError ? error.message : error);
  process.exitCode ||= 1;
} finally {
  // An account lives in its emulator's memory: where destroying failed or was cut short, this ends it too.
  await Promise.all(undo.map(({ stop }) => stop()));
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  say('stopped, nothing is left');
}
