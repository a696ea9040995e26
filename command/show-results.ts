import type { ContainmentResult } from '../lambda/contract/result.ts';
import { colorsFor } from '../local/terminal/colors.ts';
import { type ExitCode, worstExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { formatResult } from './result-text.ts';
import type { Caller } from './typed.ts';

/** Shows the results of one answer: as one JSON document, or as text for a person. @returns the exit code */
export const showResults = (
  { results, answer }: { results: readonly ContainmentResult[]; answer: unknown },
  { json, help, ...caller }: Caller & { json?: true | undefined; help?: string | undefined },
  terminal: Terminal,
): ExitCode => {
  const { stdout } = terminal;
  const options = { help, caller, columns: stdout.columns };
  const text =
    json === true
      ? JSON.stringify(answer, null, 2)
      : results.map((result) => formatResult(result, colorsFor(terminal), options)).join('\n\n');
  stdout.write(`${text}\n`);
  return worstExitCode(results.map(({ outcome }) => outcome));
};
