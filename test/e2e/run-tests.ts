import { join } from 'node:path';
import { PROJECT_ROOT } from '../../infra/bundle/bundling.ts';
import { awsEnvironment } from './account/aws-environment.ts';
import { startGroup } from './account/process-group.ts';
import { DEPLOYMENTS_FILE } from './deployments.ts';

const VITEST = join(PROJECT_ROOT, 'node_modules/.bin/vitest');

/**
 * Runs the tests against what is deployed.
 * @returns the exit code; throws the signal's reason when it is aborted
 */
export const runTests = async ({
  file,
  endpoint,
  signal,
}: {
  file: string;
  endpoint: string;
  signal: AbortSignal;
}): Promise<number> => {
  const { exited, stop } = startGroup(
    VITEST,
    ['run', '--config', 'test/e2e/vitest.config.ts', ...process.argv.slice(2)],
    {
      // Commands under test find the account in their environment, as they do on AWS.
      env: { ...awsEnvironment(endpoint), [DEPLOYMENTS_FILE]: file },
      cwd: PROJECT_ROOT,
      output: 'inherit',
    },
  );
  const abort = () => void stop();
  signal.addEventListener('abort', abort, { once: true });
  const exitCode = await exited;
  signal.removeEventListener('abort', abort);
  await stop();
  signal.throwIfAborted();
  return exitCode;
};
