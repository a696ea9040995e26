import type { Command } from 'commander';
import { SYSTEM } from '../lambda/dependencies.ts';
import type { ExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { type AskOptions, ask } from './ask.ts';
import { readEventFile } from './event-file.ts';
import { explain } from './explain.ts';
import { HELP } from './help.ts';

type ChangeOptions = AskOptions & { reason?: string; operator?: string };

const ID = 'id of the OAuth2 client, a UUID';

/**
 * Adds the commands that send one payload to the kill switch. Ids and reasons are passed on as they are typed:
 * the kill switch itself decides what is valid.
 */
export const addRequestCommands = (
  program: Command,
  terminal: Terminal,
  endWith: (code: ExitCode) => void,
): void => {
  const command = (name: keyof typeof HELP, description: string) =>
    program
      .command(name)
      // One client at a time, and a reason of several words in quotes: an extra word is an error, never dropped.
      .allowExcessArguments(false)
      .description(description)
      .option('--json', 'print the result as JSON and nothing else; for an array of events, an array')
      .option('--verbose', 'show logs and metrics on stderr')
      .addHelpText('after', HELP[name]);
  const read = (file: string) =>
    readEventFile(file, { stdin: terminal.stdin, now: SYSTEM.now, newId: SYSTEM.newRunId });
  const send = async (
    payload: { action: keyof typeof HELP; [field: string]: unknown },
    options: AskOptions,
  ) => {
    const help = `npm start -- ${payload.action} --help`;
    endWith(await ask(payload, { ...options, help }, terminal));
  };

  command('disable', 'disable a client and prove that it is off')
    .argument('<clientId>', ID)
    .option('--reason <text>', 'why; kept with the result (required)')
    .option('--operator <name>', 'who asks for it; recorded as claimed')
    .option('--dry-run', 'read the state and run every guard, but write nothing')
    .action((clientId: string, { reason, operator, dryRun, ...options }: ChangeOptions & { dryRun?: true }) =>
      send({ action: 'disable', clientId, reason, operator, dryRun: dryRun === true }, options),
    );

  command('enable', 'enable a client again and prove that it is on')
    .argument('<clientId>', ID)
    .option('--reason <text>', 'why; kept with the result (required)')
    .option('--operator <name>', 'who asks for it; recorded as claimed')
    .option(
      '--accept-unrotated-secret',
      'enable even if the client secret may be the stolen one; recorded with the result',
    )
    .action(
      (
        clientId: string,
        {
          reason,
          operator,
          acceptUnrotatedSecret,
          ...options
        }: ChangeOptions & { acceptUnrotatedSecret?: true },
      ) =>
        send(
          {
            action: 'enable',
            clientId,
            reason,
            operator,
            acceptUnrotatedSecret: acceptUnrotatedSecret === true,
          },
          options,
        ),
    );

  command('status', 'show whether a client is on or off')
    .argument('<clientId>', ID)
    .action((clientId: string, options: AskOptions) => send({ action: 'status', clientId }, options));

  command('check', 'prove that the kill switch could act, without changing anything').action(
    (options: AskOptions) => send({ action: 'check' }, options),
  );

  command('list', 'show contained, held and drifted clients: since when, why, and by whom').action(
    (options: AskOptions) => send({ action: 'list' }, options),
  );

  command('reset-breaker', 'let alerts disable again after the circuit breaker opened')
    .option('--reason <text>', 'why; kept with the result (required)')
    .option('--operator <name>', 'who asks for it; recorded as claimed')
    .action(({ reason, operator, ...options }: ChangeOptions) =>
      send({ action: 'reset-breaker', reason, operator }, options),
    );

  program
    .command('explain')
    .allowExcessArguments(false)
    .description(
      'show how an event is read, where each field was found, and what the guards say; needs no portal',
    )
    .option('--json', 'print the explanation as JSON and nothing else')
    .addHelpText('after', HELP.explain)
    .argument('<file>', 'JSON file, or - for standard input')
    .action(async (file: string, options: { json?: true }) => {
      endWith(explain(await read(file), options, { ...terminal, now: SYSTEM.now }));
    });

  command('event', 'handle an EventBridge event, or an array of them, as the function would')
    .argument('<file>', 'JSON file, or - for standard input')
    .action(async (file: string, options: AskOptions) => {
      endWith(await ask(await read(file), options, terminal));
    });
};
