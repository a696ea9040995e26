import { readEvents } from '../../lambda/requests/door.ts';
import type { Inputs } from '../../lambda/requests/formats/finding-format.ts';
import { colorsFor } from './colors.ts';
import { EXIT, type ExitCode, worstExitCode } from './exit-code.ts';
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

/** Deployed, findings that name no client are ignored; whoever sends one by hand wants to know why. */
const nothingToDo = (
  payload: unknown,
  { json }: AskOptions,
  inputs: Inputs,
  { stdout, stderr }: Terminal,
): ExitCode => {
  const readings = readEvents(payload, inputs).flatMap((event) => event.readings);
  const places = [...new Set(readings.flatMap(({ inVain }) => inVain))].join('; ');
  stderr.write(`no finding in it names a client; looked for in ${places}\n`);
  if (json === true) stdout.write('[]\n');
  return EXIT.invalid;
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
    if (results.length === 0) return nothingToDo(payload, options, target.settings.inputs, terminal);
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
