import type { Readable } from 'node:stream';

/** Where text goes; `isTTY`: whether a person is likely to read along; `columns`: how wide it is, where it is a terminal. */
export type Output = {
  write: (text: string) => unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
};

/** The parts of its process that the command uses. */
export type Terminal = {
  env: Readonly<Record<string, string | undefined>>;
  stdin: Readable & { isTTY?: boolean | undefined };
  /** The output that was asked for, and nothing else. */
  stdout: Output;
  /** Everything that is about the command itself. */
  stderr: Output;
  /** Where the person stands: relative paths begin there. */
  folder: string;
  now: () => Date;
  /** @param milliseconds how long to wait, by `now` */
  sleep: (milliseconds: number) => Promise<void>;
  /** Settles when the person wants an endless command to end. */
  untilInterrupted: () => Promise<void>;
  /** Calls `tick` once a second, until the function that it returns is called. */
  everySecond: (tick: () => void) => () => void;
  /** Asks a person for one line that is not shown; only where `stdin` is a terminal. */
  askHidden: (question: string) => Promise<string>;
  /** Asks a person for one line; `undefined` where nobody is there to answer. */
  ask: ((question: string) => Promise<string>) | undefined;
};

/** Value of an environment variable; blank counts as not set. */
export const given = (env: Terminal['env'], name: string): string | undefined =>
  env[name]?.trim() || undefined;
