import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { PROJECT_ROOT } from '../../infra/bundle/bundling.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** By the path of the script itself: the same on every system, whatever is on PATH. */
const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

/**
 * Runs a program of Node's in the terminal of this one, passes signals on to it, and waits for its end.
 * @returns its exit code, as a shell would see it
 */
export const startNode = async (
  script: string,
  argv: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<number> => {
  const child = spawn(process.execPath, [script, ...argv], { stdio: 'inherit', ...options });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
};

/** Runs CDK on this project, wherever the person stands. */
export const startCdk = (argv: readonly string[]): Promise<number> => {
  // CDK starts the app with the first `node` of the path, which may be too old for it.
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return startNode(CDK, argv, { cwd: PROJECT_ROOT, env: { ...process.env, PATH } });
};
