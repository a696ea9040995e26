import type { Inputs } from '../lambda/contract/finding-format.ts';
import { readEvents, readPayload } from '../lambda/requests/door.ts';
import { createKillSwitch } from '../local/kill-switch/kill-switch.ts';
import { createStderrTelemetry } from '../local/kill-switch/stderr-telemetry.ts';
import { colorsFor } from '../local/terminal/colors.ts';
import { EXIT, type ExitCode, worstExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { emptyClientPlaces } from './places.ts';
import { formatResult } from './result-text.ts';
import { openTarget, type Target } from './target.ts';
import { UsageError } from './usage-error.ts';

const NO_MEMORY = 'note: without LEDGER_TABLE only this run is remembered: earlier disables are unknown\n';

export type AskOptions = {
  json?: true;
  verbose?: true;
  /** The command that shows what is accepted; without it, the result itself says so. */
  help?: string;
};

const SET_TABLE = "set LEDGER_TABLE to the stack's table, or ask the function";

/** Actions that would get a false answer without a ledger: "nothing is held", "the breaker is reset". */
const FALSE_WITHOUT_LEDGER = new Map<string, string>([
  ['list', `there is no ledger to list here: ${SET_TABLE}`],
  ['reset-breaker', `there is no circuit breaker to reset here: ${SET_TABLE}`],
  ['watch', `there is no ledger to watch here: ${SET_TABLE}`],
]);

/** Actions whose answer is incomplete without the records of earlier ones. */
const NEED_MEMORY: readonly string[] = ['enable', 'list', 'reset-breaker'];

/**
 * The embedded portal is as new as its ledger; on any other, a ledger of this process is empty.
 * @throws UsageError where the answer would be false
 */
const warnWithoutLedger = (payload: unknown, { memory, settings }: Target, { stderr }: Terminal): void => {
  const delivery = readPayload(payload, settings.inputs, 'unqualified');
  if (memory === 'table' || delivery.from === 'bus') return;
  const { action } = delivery.request;
  const problem = memory === 'none' ? FALSE_WITHOUT_LEDGER.get(action) : undefined;
  if (problem !== undefined) throw new UsageError(problem);
  if (NEED_MEMORY.includes(action) || (action === 'check' && memory === 'none')) stderr.write(NO_MEMORY);
};

/** Deployed, findings that name no client are ignored; here the person who sent one gets the reason. */
const nothingToDo = (
  payload: unknown,
  { json }: AskOptions,
  inputs: Inputs,
  { stdout, stderr }: Terminal,
): ExitCode => {
  const read = readEvents(payload, inputs);
  const findings = read.filter(({ format }) => format !== 'alert');
  const empty = findings.flatMap(({ event, format, readings }) =>
    readings.flatMap((_, at) => emptyClientPlaces(event, format, at, inputs.clientIdKey)),
  );
  const places = [...new Set(empty)].join('; ');
  stderr.write(
    findings.length === 0
      ? 'the kill switch itself has sent this (a result, or the change of one of its alarms): it is ignored\n'
      : `no finding in it names a client; looked for in ${places}; npm start -- explain <file> shows more\n`,
  );
  if (json === true) stdout.write('[]\n');
  return EXIT.invalid;
};

/**
 * Sends one raw payload through the kill switch and shows the result.
 * @throws ConfigError, UsageError
 */
export const ask = async (payload: unknown, options: AskOptions, terminal: Terminal): Promise<ExitCode> => {
  const target = await openTarget(terminal);
  try {
    warnWithoutLedger(payload, target, terminal);
    const telemetry = createStderrTelemetry(terminal.stderr, { verbose: options.verbose === true });
    const answer = await createKillSwitch({
      ...target,
      telemetry,
      onWait: (milliseconds) =>
        terminal.stderr.write(`waiting ${Math.ceil(milliseconds / 1_000)} s for the portal…\n`),
    })(payload);
    const results = Array.isArray(answer) ? answer : [answer];
    if (results.length === 0) return nothingToDo(payload, options, target.settings.inputs, terminal);
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
