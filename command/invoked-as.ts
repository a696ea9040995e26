import type { Terminal } from '../local/terminal/terminal.ts';

/** The name of the program, as `npm i -g .` installs it. */
export const PROGRAM = 'docspace-kill-switch';

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Whether a script of package.json runs the program. */
export const isNpmScript = ({ npm_command, npm_lifecycle_event }: Terminal['env']): boolean =>
  isSet(npm_lifecycle_event) && ['start', 'run', 'run-script'].includes(npm_command ?? '');

/** How this person calls the program: what a command that is shown to them begins with. */
export const invokedAs = (env: Terminal['env']): string => {
  if (isNpmScript(env)) return 'npm start --';
  const { npm_command } = env;
  return npm_command === 'exec' ? `npx ${PROGRAM}` : PROGRAM;
};
