import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runCommand } from '../../command/program.ts';
import { type Portal, type PortalOptions, startPortal } from '../../local/portal/simulator.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';

type Options = { env?: Record<string, string>; stdin?: string; isTTY?: boolean };

/** A terminal that keeps what is written to it. */
export const fakeTerminal = ({ env = {}, stdin = '', isTTY = false }: Options = {}) => {
  const written = { out: '', err: '' };
  const interrupted = Promise.withResolvers<void>();
  const terminal: Terminal = {
    env,
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: {
      isTTY,
      write: (text) => {
        written.out += text;
      },
    },
    stderr: {
      write: (text) => {
        written.err += text;
      },
    },
    untilInterrupted: () => interrupted.promise,
  };
  return { terminal, written, interrupt: () => interrupted.resolve() };
};

/** Runs the command in this process. */
export const run = async (argv: readonly string[], options: Options = {}) => {
  const { terminal, written } = fakeTerminal(options);
  const code = await runCommand(argv, terminal);
  return { code, ...written };
};

/** A portal of the test's own, and the environment that names it. */
export const openPortal = async (
  options: PortalOptions = {},
): Promise<{ portal: Portal; env: Record<string, string> }> => {
  const portal = await startPortal(options);
  onTestFinished(() => portal.close());
  return { portal, env: { PORTAL_URL: portal.url, API_KEY: portal.keys.admin } };
};
