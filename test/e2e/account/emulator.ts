import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { awsEnvironment } from './aws-environment.ts';
import { freePort } from './free-port.ts';
import { startGroup } from './process-group.ts';
import { StepError } from './step-error.ts';

/** A start takes half a second; a busy machine gets more. */
const START_MS = 30_000;

export type Emulator = { endpoint: string; stop: () => Promise<void> };

const isHealthy = async (endpoint: string): Promise<boolean> => {
  try {
    return (await fetch(`${endpoint}/_ministack/health`)).ok;
  } catch {
    return false;
  }
};

/**
 * Starts an AWS of its own on 127.0.0.1, with all its files in `folder` but the log, which outlives it.
 * @throws StepError
 */
export const startEmulator = async ({
  python,
  folder,
  logFile,
  enforceIam,
  signal,
}: {
  python: string;
  folder: string;
  logFile: string;
  enforceIam: boolean;
  signal: AbortSignal;
}): Promise<Emulator> => {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  // Without it Node would take the bundle for an ES module, which it is not.
  await writeFile(join(temporary, 'package.json'), '{"type":"commonjs"}');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const log = await open(logFile, 'w');
  const { exited, stop } = startGroup(python, ['-m', 'ministack'], {
    cwd: folder,
    output: log.fd,
    env: {
      ...awsEnvironment(endpoint),
      HOME: folder,
      TMPDIR: temporary,
      // Its default is every interface of the machine.
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: String(enforceIam),
      // A minute on AWS.
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '0.1',
      // Nothing here needs Docker, and the containers of others stay as they are.
      DOCKER_HOST: `unix://${join(folder, 'no-docker.sock')}`,
      // It would take port 8883.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
  });
  await log.close();

  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  const latest = Date.now() + START_MS;
  try {
    while (!(await isHealthy(endpoint))) {
      signal.throwIfAborted();
      if (ended || Date.now() > latest)
        throw new StepError(`The local AWS emulator did not start; its log is ${logFile}`);
      await pause(50);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
};
