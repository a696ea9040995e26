import type { Inputs } from '../lambda/contract/finding-format.ts';
import { readEvents, readPayload } from '../lambda/requests/door.ts';
import { createKillSwitch } from '../local/kill-switch/kill-switch.ts';
import { createStderrTelemetry } from '../local/kill-switch/stderr-telemetry.ts';
import { EXIT, type ExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { announce } from './announce.ts';
import type { Request } from './ask.ts';
import { emptyClientPlaces } from './places.ts';
import { showResults } from './show-results.ts';
import { openTarget, type Target } from './target.ts';
import { UsageError } from './usage-error.ts';
import { LONGEST, showWait } from './waiting.ts';

/** What a ledger of this process does not know, where the answer is incomplete without it. */
const NO_MEMORY = {
  none: 'note: without LEDGER_TABLE only this run is remembered: earlier disables are unknown\n',
  embedded: 'note: the embedded portal and its ledger begin anew with each run\n',
} as const;

const SET_TABLE = "set LEDGER_TABLE to the stack's table, or ask the function with --stack <name>";

/** Actions that would get a false answer without a ledger: "nothing is held", "the breaker is reset". */
const FALSE_WITHOUT_LEDGER = new Map<string, string>([
  ['list', `there is no ledger to list here: ${SET_TABLE}`],
  ['reset-breaker', `there is no circuit breaker to reset here: ${SET_TABLE}`],
  ['watch', `there is no ledger to watch here: ${SET_TABLE}`],
]);

/** Actions whose answer is incomplete without the records of earlier ones. */
const NEED_MEMORY: readonly string[] = ['enable', 'rotate', 'list', 'reset-breaker'];

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
  if (NEED_MEMORY.includes(action) || (action === 'check' && memory === 'none'))
    stderr.write(NO_MEMORY[memory]);
};

/** Deployed, findings that name no client are ignored; here the person who sent one gets the reason. */
const nothingToDo = (
  { payload, json, program }: Request,
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
      : `no finding in it names a client; looked for in ${places}; ${program} explain <file> shows more\n`,
  );
  if (json === true) stdout.write('[]\n');
  return EXIT.invalid;
};

/**
 * Sends one raw payload through a kill switch of this process, to the portal that the person means.
 * @throws ConfigError, UsageError
 */
export const askPortal = async (request: Request, terminal: Terminal): Promise<ExitCode> => {
  const { payload, from, portal, region, profile } = request;
  if (region !== undefined || profile !== undefined)
    throw new UsageError('--region and --profile belong to --stack <name>, which is missing');
  const env = portal === undefined ? terminal.env : { ...terminal.env, PORTAL_URL: portal };
  const target = await openTarget({ env, folder: terminal.folder });
  try {
    warnWithoutLedger(payload, target, terminal);
    announce(target.title, request, terminal);
    const telemetry = createStderrTelemetry(terminal.stderr, { verbose: request.verbose === true });
    const { portal: address } = target.settings.policy;
    let waitsFor = `the portal ${address}`;
    const answer = await showWait(
      () => `waiting for ${waitsFor}; ${LONGEST[from]}`,
      createKillSwitch({
        ...target,
        telemetry,
        clock: terminal,
        onWait: (milliseconds) => {
          waitsFor = `the portal ${address}, which takes the next call in ${Math.ceil(milliseconds / 1_000)} s`;
        },
      })(payload),
      terminal,
    );
    const results = Array.isArray(answer) ? answer : [answer];
    return results.length === 0
      ? nothingToDo(request, target.settings.inputs, terminal)
      : showResults(
          { results, answer },
          { ...request, where: portal === undefined ? '' : `--portal ${portal}` },
          terminal,
        );
  } finally {
    await target.close();
  }
};
