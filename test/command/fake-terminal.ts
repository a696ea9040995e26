import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runCommand } from '../../command/program.ts';
import { type Portal, type PortalOptions, startPortal } from '../../local/portal/simulator.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';

type Options = {
  env?: Record<string, string>;
  stdin?: string;
  isTTY?: boolean;
  columns?: number;
  folder?: string;
  /** What the person answers to a question; without it, nobody is there. */
  answer?: string;
  /** What the person types at a prompt that does not show it; then standard input is a terminal. */
  hidden?: string;
};

/** How far waiting has moved the clock in this test. */
const clock = { waitedMs: 0 };
const nowMs = () => Date.now() + clock.waitedMs;
const sleep = async (milliseconds: number) => {
  if (clock.waitedMs === 0)
    onTestFinished(() => {
      clock.waitedMs = 0;
    });
  clock.waitedMs += Math.round(milliseconds);
};

/**
 * A terminal that keeps what is written to it. Whoever sleeps goes on at once, later by its clock. The seconds that a
 * wait counts pass only where a test calls `second`.
 */
export const fakeTerminal = ({
  env = {},
  stdin = '',
  isTTY = false,
  columns,
  folder = process.cwd(),
  answer,
  hidden,
}: Options = {}) => {
  const written = { out: '', err: '' };
  const questions: string[] = [];
  const ticks = new Set<() => void>();
  const interrupted = Promise.withResolvers<void>();
  const terminal: Terminal = {
    env,
    stdin: Object.assign(Readable.from([Buffer.from(stdin)]), { isTTY: hidden !== undefined }),
    stdout: {
      isTTY,
      columns,
      write: (text) => {
        written.out += text;
      },
    },
    stderr: {
      write: (text) => {
        written.err += text;
      },
    },
    folder,
    now: () => new Date(nowMs()),
    sleep,
    untilInterrupted: () => interrupted.promise,
    everySecond: (tick) => {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
    ask:
      answer === undefined
        ? undefined
        : async (question) => {
            questions.push(question);
            return answer;
          },
    askHidden: async (question) => {
      questions.push(question);
      return hidden ?? '';
    },
  };
  return {
    terminal,
    written,
    questions,
    interrupt: () => interrupted.resolve(),
    /** Lets a second pass for whoever waits; how many do. */
    second: () => {
      for (const tick of ticks) tick();
      return ticks.size;
    },
  };
};

/** Runs the command in this process. */
export const run = async (argv: readonly string[], options: Options = {}) => {
  const { terminal, written, questions } = fakeTerminal(options);
  const code = await runCommand(argv, terminal);
  return { code, ...written, questions };
};

/** A portal of the test's own, and the environment that names it. */
export const openPortal = async (
  options: PortalOptions = {},
): Promise<{ portal: Portal; env: Record<string, string> }> => {
  const portal = await startPortal({ now: nowMs, ...options });
  onTestFinished(() => portal.close());
  return { portal, env: { PORTAL_URL: portal.url, API_KEY: portal.keys.admin } };
};
