import { EXIT, type ExitCode } from '../../local/terminal/exit-code.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { announce } from '../announce.ts';
import type { Request } from '../ask.ts';
import { withStack } from '../aws/open-stack.ts';
import { showResults } from '../show-results.ts';
import { LONGEST, showWait } from '../waiting.ts';
import { showCheck } from './check-stack.ts';
import { invoke } from './invoke.ts';

/**
 * Sends one raw payload to the function of a deployed stack and shows its answer as that of a portal is shown.
 * @throws UsageError
 */
export const askStack = (request: Request & { stack: string }, terminal: Terminal): Promise<ExitCode> =>
  withStack(request, terminal, async (stack) => {
    announce(stack.title, request, terminal);
    const { payload, from, json } = request;
    const target = from === 'alert' ? stack.alertsTarget : stack.functionName;
    const answer = await showWait(
      () => `waiting for the function ${stack.functionName}; ${LONGEST[from]}`,
      invoke(target, payload, stack),
      terminal,
    );
    const { stdout, stderr } = terminal;
    switch (answer.kind) {
      case 'results':
        return answer.results[0]?.action === 'check'
          ? showCheck(answer, request, stack, terminal)
          : showResults(answer, { ...request, where: stack.options }, terminal);
      case 'failed':
        stdout.write(
          json === true
            ? `${JSON.stringify({ error: answer.message }, null, 2)}\n`
            : `failed  the function says: ${answer.message}\n  next  ${request.program} logs ${stack.options}\n`,
        );
        return EXIT.failed;
      case 'unread':
        stderr.write(
          'the function is of another version than this command: its answer is shown as it came\n',
        );
        stdout.write(`${JSON.stringify(answer.answer, null, 2)}\n`);
        return EXIT.failed;
      default:
        return answer satisfies never;
    }
  });
