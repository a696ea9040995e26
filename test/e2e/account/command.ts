import { startGroup } from './process-group.ts';
import { StepError } from './step-error.ts';

const MAX_LINES = 30;

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-MAX_LINES).join('\n');

/**
 * Runs a command to its end.
 * @throws StepError with `problem` and the last lines of the command's output; the signal's reason when it is aborted
 */
export const runCommand = async (
  command: string,
  args: readonly string[],
  {
    env,
    cwd,
    problem,
    signal,
  }: { env: Record<string, string>; cwd: string; problem: string; signal: AbortSignal },
): Promise<void> => {
  signal.throwIfAborted();
  const group = startGroup(command, args, { env, cwd, output: 'pipe' });
  let said = '';
  for (const stream of [group.stdout, group.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const stop = () => void group.stop();
  signal.addEventListener('abort', stop, { once: true });
  const exitCode = await group.exited;
  signal.removeEventListener('abort', stop);
  await group.stop();
  signal.throwIfAborted();
  if (exitCode !== 0) throw new StepError(`${problem}\n${lastLines(said)}`.trimEnd());
};
