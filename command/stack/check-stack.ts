import { colorsFor } from '../../local/terminal/colors.ts';
import { EXIT, type ExitCode } from '../../local/terminal/exit-code.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';
import type { Request } from '../ask.ts';
import type { OpenStack } from '../aws/open-stack.ts';
import { formatFact } from '../result-text.ts';
import { showResults } from '../show-results.ts';
import { showWait } from '../waiting.ts';
import { lookAround } from './account-look.ts';
import type { FunctionAnswer } from './invoke.ts';

/** Shows a check of the function, and below it what the operator's own rights show of the stack. */
export const showCheck = async (
  { results, answer }: Extract<FunctionAnswer, { kind: 'results' }>,
  given: Request,
  stack: OpenStack,
  terminal: Terminal,
): Promise<ExitCode> => {
  const request = { ...given, where: stack.options };
  const { json, program } = request;
  const facts = await showWait(
    () => `waiting for AWS: rules, queues, alarms of ${stack.name}; some seconds`,
    lookAround(stack, program),
    terminal,
  );
  const isStopped = facts.some(({ state }) => state === 'not ok');
  if (json === true && typeof answer === 'object') {
    const code = showResults({ results, answer: { ...answer, stack: facts } }, request, terminal);
    return isStopped ? EXIT.failed : code;
  }
  const code = showResults({ results, answer }, request, terminal);
  const { stdout } = terminal;
  for (const fact of facts) stdout.write(`${formatFact(fact, colorsFor(terminal), stdout.columns)}\n`);
  if (isStopped) return EXIT.failed;
  if (code === EXIT.holds) stdout.write(`  next         ${program} drill <clientId> ${stack.options}\n`);
  return code;
};
