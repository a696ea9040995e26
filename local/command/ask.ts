import { colorsFor } from './colors.ts';
import { type ExitCode, worstExitCode } from './exit-code.ts';
import { createKillSwitch } from './kill-switch.ts';
import { formatResult } from './result-text.ts';
import { createStderrTelemetry } from './stderr-telemetry.ts';
import { openTarget } from './target.ts';
import type { Terminal } from './terminal.ts';

const NO_MEMORY =
  'note: without LEDGER_TABLE the memory is of this process only: it knows of no earlier disable\n';

export type AskOptions = {
  json?: true;
  verbose?: true;
  /** Where to look what is accepted; without it, the result itself says so. */
  help?: string;
  /** The request makes little sense without what earlier ones left behind. */
  needsMemory?: boolean;
};

/**
 * Sends one raw payload through the kill switch and shows what came out.
 * @throws ConfigError, UsageError
 */
export const ask = async (payload: unknown, options: AskOptions, terminal: Terminal): Promise<ExitCode> => {
  const target = await openTarget(terminal);
  try {
    const telemetry = createStderrTelemetry(terminal.stderr, { verbose: options.verbose === true });
    const answer = await createKillSwitch({
      ...target,
      telemetry,
      onWait: (milliseconds) =>
        terminal.stderr.write(`waiting ${Math.ceil(milliseconds / 1_000)} s for the portal…\n`),
    })(payload);
    const results = Array.isArray(answer) ? answer : [answer];
    if (options.needsMemory === true && !target.remembers) terminal.stderr.write(NO_MEMORY);
    const colors = colorsFor(terminal);
    const text =
      options.json === true
        ? JSON.stringify(answer, null, 2)
        : results.map((result) => formatResult(result, colors, options)).join('\n\n');
    terminal.stdout.write(`${text}\n`);
    return worstExitCode(results.map(({ outcome }) => outcome));
  } finally {
    await target.close();
  }
};
