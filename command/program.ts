import { Command, CommanderError } from 'commander';
import { ConfigError } from '../lambda/contract/settings.ts';
import { LineSchema } from '../lambda/contract/text.ts';
import { faultFields } from '../lambda/log.ts';
import { runStory } from '../local/story/run-story.ts';
import { EXIT, type ExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { HELP } from './help.ts';
import { wholeNumber } from './numbers.ts';
import { type PortalCommandOptions, runPortal } from './portal-command.ts';
import { addRequestCommands } from './request-commands.ts';
import { UsageError } from './usage-error.ts';

const createProgram = (terminal: Terminal, endWith: (code: ExitCode) => void): Command => {
  const program = new Command('npm start --')
    .description('Kill switch for OAuth2 clients of an ONLYOFFICE DocSpace portal')
    .option('--verbose', 'show logs and metrics on stderr')
    .helpOption('--help', 'show help')
    .addHelpText('after', HELP.program)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .showHelpAfterError('(--help shows the commands and options)')
    .allowExcessArguments()
    .hook('preAction', (_, command) => {
      if (command === program || program.opts<{ verbose?: true }>().verbose !== true) return;
      if (!command.options.some(({ long }) => long === '--verbose'))
        program.error(`error: ${command.name()} has no logs to show: leave --verbose out`);
      command.setOptionValue('verbose', true);
    })
    .action(async ({ verbose }: { verbose?: true }, { args }: Command) => {
      const [unknown] = args;
      if (unknown !== undefined) program.error(`error: unknown command "${LineSchema.parse(unknown)}"`);
      endWith(await runStory(terminal, { verbose: verbose === true }));
    });

  addRequestCommands(program, terminal, endWith);
  program
    .command('portal')
    .allowExcessArguments(false)
    .description('run only the portal simulator, until Ctrl-C')
    .option(
      '--port <number>',
      'TCP port on 127.0.0.1 (default: any free one)',
      wholeNumber({ from: 0, to: 65_535 }),
    )
    .option(
      '--rate-limit <number>',
      'activation calls per minute and user (default: 15, as on a real portal)',
      wholeNumber({ from: 1, to: 1_000_000 }),
    )
    .addHelpText('after', HELP.portal)
    .action(async (options: PortalCommandOptions) => endWith(await runPortal(options, terminal)));
  return program;
};

/** Runs the local command. @returns its exit code; never throws */
export const runCommand = async (argv: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  let exitCode: ExitCode = EXIT.failed;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.holds : EXIT.invalid;
    if (error instanceof ConfigError || error instanceof UsageError) {
      terminal.stderr.write(`error: ${error.message}\n`);
      return EXIT.invalid;
    }
    // Only the place in the code: the message of an unexpected error could quote a header or a payload.
    terminal.stderr.write(`error: unexpected fault\n${JSON.stringify(faultFields(error), null, 2)}\n`);
    return EXIT.failed;
  }
};
