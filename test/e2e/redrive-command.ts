import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../infra/bundle/bundling.ts';

const PROGRAM = join(PROJECT_ROOT, 'command/main.ts');

/** Runs the program behind `npm run redrive`. Its account is the one of this process's environment. */
export const redrive = (
  ...args: string[]
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, 'redrive', ...args], (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
