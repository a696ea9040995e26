import type { Readable } from 'node:stream';

/** Where text goes; `isTTY`: whether a person is likely to read along. */
export type Output = { write: (text: string) => unknown; isTTY?: boolean | undefined };

/** The parts of its process that the local command uses. */
export type Terminal = {
  env: Readonly<Record<string, string | undefined>>;
  stdin: Readable;
  /** The output that was asked for, and nothing else. */
  stdout: Output;
  /** Everything that is about the command itself. */
  stderr: Output;
  /** Settles when the person wants an endless command to end. */
  untilInterrupted: () => Promise<void>;
};

/** Value of an environment variable; blank counts as not set. */
export const given = (env: Terminal['env'], name: string): string | undefined =>
  env[name]?.trim() || undefined;
