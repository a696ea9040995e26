import { type IOType, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A process is asked to end; what is still there after this is killed. */
const GRACE_MS = 3_000;

export type ProcessGroup = {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Exit code, or -1 where a signal ended it or it never began. */
  readonly exited: Promise<number>;
  /** Ends the process and everything that it started. */
  stop: () => Promise<void>;
};

/**
 * Starts a process as the head of a group of its own. A Ctrl-C then reaches us alone, and we decide in which
 * order things end; and what the process started ends with it.
 */
export const startGroup = (
  command: string,
  args: readonly string[],
  { env, cwd, output }: { env: Record<string, string>; cwd: string; output: IOType | number },
): ProcessGroup => {
  const child = spawn(command, [...args], { env, cwd, detached: true, stdio: ['ignore', output, output] });
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('close', (code) => resolve(code ?? -1));
  });
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The whole group is gone already.
    }
  };
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    stop: async () => {
      signal('SIGTERM');
      const hurry = setTimeout(() => signal('SIGKILL'), GRACE_MS);
      await exited;
      clearTimeout(hurry);
      signal('SIGKILL');
    },
  };
};
