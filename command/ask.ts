import type { ExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';

export type AskOptions = {
  json?: true;
  verbose?: true;
  /** The deployed stack to ask, in place of a portal. */
  stack?: string;
  region?: string;
  profile?: string;
  /** The portal to act on from this machine, before PORTAL_URL. */
  portal?: string;
};

/** One payload for a kill switch, and how its answer is shown. */
export type Request = AskOptions & {
  payload: unknown;
  /** An alert goes the way of alerts, whatever it looks like. */
  from: 'person' | 'alert';
  /** How the person calls this program. */
  program: string;
  /** The command that shows what is accepted; without it, the result itself says so. */
  help?: string;
};

/**
 * Sends one raw payload through the kill switch and shows the result: on a deployed stack, or here on a portal. Each
 * way loads what it needs and no more: a person waits for it.
 * @throws ConfigError, UsageError
 */
export const ask = async (request: Request, terminal: Terminal): Promise<ExitCode> => {
  const { stack } = request;
  if (stack === undefined) {
    const { askPortal } = await import('./ask-portal.ts');
    return askPortal(request, terminal);
  }
  const { askStack } = await import('./stack/ask-stack.ts');
  return askStack({ ...request, stack }, terminal);
};
