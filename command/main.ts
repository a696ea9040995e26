import { once } from 'node:events';
import { SYSTEM } from '../lambda/dependencies.ts';
import { runCommand } from './program.ts';
import { questionAt } from './question.ts';

// A reader such as `head` may close the pipe before everything is written; that is no fault.
process.stdout.on('error', () => process.exit());

const { env, stdin, stdout, stderr } = process;
const { npm_lifecycle_event, INIT_CWD = process.cwd() } = env;

process.exitCode = await runCommand(process.argv.slice(2), {
  env,
  stdin,
  stdout,
  stderr,
  // npm runs a script in the folder of the project, and says where the person stands.
  folder: npm_lifecycle_event === undefined ? process.cwd() : INIT_CWD,
  now: SYSTEM.now,
  sleep: SYSTEM.sleep,
  untilInterrupted: async () => {
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  },
  everySecond: (tick) => {
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  },
  ask: stdin.isTTY ? questionAt(stdin, stderr) : undefined,
  askHidden: async (message) => {
    const { default: password } = await import('@inquirer/password');
    try {
      return await password({ message, mask: false }, { input: stdin, output: stderr });
    } catch (error) {
      // Ctrl-C and Ctrl-D: no answer.
      if (error instanceof Error && error.name === 'ExitPromptError') return '';
      throw error;
    }
  },
});
