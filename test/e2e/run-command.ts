import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../infra/bundle/bundling.ts';

const PROGRAM = join(PROJECT_ROOT, 'command/start.mjs');

/** Runs the command as a person in `cwd` would, in the account of this process's environment. */
export const commandIn =
  (cwd: string) =>
  (args: readonly string[], stdin = ''): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [PROGRAM, ...args],
        { cwd, env: { ...process.env, CDK_HOME: join(cwd, 'cdk'), CDK_DISABLE_VERSION_CHECK: '1' } },
        (_error, out, err) => resolve({ code: child.exitCode, out, err }),
      );
      child.stdin?.end(stdin);
    });
