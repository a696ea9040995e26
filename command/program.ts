import { Command, CommanderError } from 'commander';
import { ConfigError } from '../lambda/contract/settings.ts';
import { LineSchema } from '../lambda/contract/text.ts';
import { faultFields } from '../lambda/log.ts';
import { EXIT } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import own from '../package.json' with { type: 'json' };
import { addCdkCommands } from './cdk-commands.ts';
import { addCompletion } from './completion.ts';
import { helpFor } from './help.ts';
import { invokedAs } from './invoked-as.ts';
import { refuseWhatNpmTook } from './npm-took.ts';
import { wholeNumber } from './numbers.ts';
import type { PortalCommandOptions } from './portal-command.ts';
import { addRequestCommands } from './request-commands.ts';
import { addStackCommands } from './stack-commands.ts';
import { suggestion } from './suggestion.ts';
import { UsageError } from './usage-error.ts';

type Parent = { verbose?: true };

const createProgram = async (terminal: Terminal, endWith: (code: number) => void): Promise<Command> => {
  const program = new Command(invokedAs(terminal.env));
  const help = helpFor(program.name());
  const unknownVerb = (verb: string): never => {
    const known = program.commands.map((command) => command.name());
    return program.error(`error: unknown command '${LineSchema.parse(verb)}'${suggestion(verb, known)}`);
  };
  const unknownFlag = (flag: string): never => {
    const [long] = LineSchema.parse(flag).split('=');
    const ofVerb = program.commands.some(({ options }) => options.some((option) => option.long === long));
    const known = program.options.flatMap((option) => option.long ?? []);
    return program.error(
      ofVerb
        ? `error: ${long} comes after the verb: ${program.name()} <verb> ${long} …`
        : `error: unknown option '${long}'${suggestion(long ?? '', known)}`,
    );
  };
  program
    .description('Kill switch for OAuth2 clients of an ONLYOFFICE DocSpace portal')
    .version(own.version, '-V, --version', 'show the version')
    .option('--verbose', 'show logs and metrics on stderr')
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', help.program)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.stdout.columns ?? 100,
      getErrHelpWidth: () => terminal.stderr.columns ?? 100,
    })
    .showHelpAfterError('(--help shows the commands and options)')
    .allowExcessArguments()
    // Else a typing error in the verb would be reported as an unknown option: the verb's own.
    .allowUnknownOption()
    .hook('preAction', (_, command) => {
      if (command === program || program.opts<Parent>().verbose !== true) return;
      if (!command.options.some(({ long }) => long === '--verbose'))
        program.error(`error: ${command.name()} has no logs to show: leave --verbose out`);
      command.setOptionValue('verbose', true);
    })
    .action(async ({ verbose }: Parent, { args }: Command) => {
      const [unknown] = args;
      if (unknown?.startsWith('-')) unknownFlag(unknown);
      if (unknown !== undefined) unknownVerb(unknown);
      const { runStory } = await import('../local/story/run-story.ts');
      endWith(await runStory(terminal, { program: program.name(), verbose: verbose === true }));
    });

  addRequestCommands(program, terminal, endWith);
  addStackCommands(program, terminal, endWith);
  addCdkCommands(program, terminal, endWith);
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
    .addHelpText('after', help.portal)
    .action(async (options: PortalCommandOptions) => {
      const { runPortal } = await import('./portal-command.ts');
      endWith(await runPortal(options, terminal));
    });
  program
    .command('help')
    .argument('[verb]')
    .description('show help, or that of a verb')
    .action((verb?: string) => {
      const command = verb === undefined ? program : program.commands.find((one) => one.name() === verb);
      if (command === undefined) return unknownVerb(verb ?? '');
      command.outputHelp();
      endWith(EXIT.holds);
    });
  await addCompletion(program, endWith);
  return program;
};

/** Runs the command. @returns its exit code; never throws */
export const runCommand = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  let exitCode: number = EXIT.failed;
  try {
    const program = await createProgram(terminal, (code) => {
      exitCode = code;
    });
    refuseWhatNpmTook(program, argv, terminal.env);
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
