import type { Command } from 'commander';
import { EXIT } from '../local/terminal/exit-code.ts';
import { PROGRAM } from './invoked-as.ts';

/** Adds the verb that prints a completion script for a shell, and the hidden one that the script asks. */
export const addCompletion = async (program: Command, endWith: (code: number) => void): Promise<void> => {
  const { default: addTo } = await import('@bomb.sh/tab/commander');
  const name = program.name();
  // The script completes the installed command, however this person calls it now.
  program.name(PROGRAM);
  addTo(program, { completionCommandName: 'completion' });
  program.name(name);
  // Its own actions do not say how the program ends.
  program.hook('postAction', (_, command) => {
    if (['completion', 'complete'].includes(command.name())) endWith(EXIT.holds);
  });
};
