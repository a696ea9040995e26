import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** By the path of the script itself: the same on every system, whatever is on PATH. */
const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

/**
 * Runs a program of Node's in the terminal of this one, passes signals on to it, and waits for its end.
 * @returns its exit code, as a shell would see it
 */
export const startNode = async (script: string, argv: readonly string[]): Promise<number> => {
  const child = spawn(process.execPath, [script, ...argv], { stdio: 'inherit' });
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

export const startCdk = (argv: readonly string[]): Promise<number> => startNode(CDK, argv);
