import type { Command } from 'commander';
import type { Terminal } from '../local/terminal/terminal.ts';
import type { StackOptions } from './aws/open-stack.ts';
import { clientId } from './client-id-argument.ts';
import { type Help, helpFor } from './help.ts';
import { addRedriveOptions, type RedriveOptions } from './redrive/options.ts';
import { required } from './required.ts';
import { since } from './since.ts';
import { addStackOptions, stackOption } from './stack-options.ts';

/** Adds the verbs that only a deployed stack has. Each loads its clients of AWS when it runs. */
export const addStackCommands = (
  program: Command,
  terminal: Terminal,
  endWith: (code: number) => void,
): void => {
  const name = program.name();
  const help = helpFor(name);
  const command = (verb: keyof Help, description: string): Command =>
    required(
      addStackOptions(
        program
          .command(verb)
          .allowExcessArguments(false)
          .description(description)
          .addOption(stackOption('name of the deployed stack (required)')),
      ).addHelpText('after', help[verb]),
      'stack',
      '--stack <name>',
    );

  command('store-key', 'store the API key of the portal, from a prompt or a pipe')
    // Taken, so that the message can say what to do with a key that was typed as an argument.
    .allowExcessArguments()
    .action(async (options: StackOptions, { args }: Command) => {
      const { storeKey } = await import('./stack/store-key.ts');
      endWith(await storeKey({ ...options, program: name, isArgument: args.length > 0 }, terminal));
    });

  command('drill', 'send a drill over the bus of the stack, and follow it to its result')
    .argument('<clientId>', 'id of the OAuth2 client for drills, a UUID', clientId)
    .option('--write', 'disable the client for real, and prove it')
    .option('--json', 'print the result as JSON and nothing else')
    .action(async (id: string, options: StackOptions & { write?: true; json?: true }) => {
      const { drill } = await import('./stack/drill.ts');
      endWith(await drill({ ...options, clientId: id, program: name }, terminal));
    });

  command('logs', "show the function's log, one line for each entry")
    .option('--since <duration>', 'how far back, such as 30m, 2h or 7d (default: 1h)', since)
    .option('--follow', 'go on with new lines, until Ctrl-C')
    .option('--json', 'print each entry as it is stored, one JSON object a line')
    .action(async (options: StackOptions & { since?: number; follow?: true; json?: true }) => {
      const { showLogs } = await import('./stack/logs.ts');
      endWith(await showLogs(options, terminal));
    });

  addRedriveOptions(
    command('redrive', 'send the alerts that wait in the queues to the function again'),
  ).action(async (options: RedriveOptions) => {
    const { runRedrive } = await import('./redrive/program.ts');
    endWith(await runRedrive({ ...options, program: name }, terminal));
  });

  command('stop', 'emergency stop: close every way on which alerts reach the function')
    .option('--all', 'also let nobody run the function at all, people included')
    .action(async (options: StackOptions & { all?: true }) => {
      const { stop } = await import('./stack/stop.ts');
      endWith(await stop({ ...options, program: name }, terminal));
    });

  command('resume', 'undo what stop did').action(async (options: StackOptions) => {
    const { resume } = await import('./stack/resume.ts');
    endWith(await resume({ ...options, program: name }, terminal));
  });
};
