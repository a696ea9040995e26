import { type Command, InvalidArgumentError, Option } from 'commander';
import { LineSchema } from '../lambda/contract/text.ts';
import { SYSTEM } from '../lambda/dependencies.ts';
import type { ExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { type AskOptions, ask, type Request } from './ask.ts';
import { clientId } from './client-id-argument.ts';
import { type Help, helpFor } from './help.ts';
import { wholeNumber } from './numbers.ts';
import { required } from './required.ts';
import { addStackOptions, stackOption } from './stack-options.ts';

type ChangeOptions = AskOptions & { reason: string; operator?: string };

const reason = (text: string): string => {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('Say in a few words why; it is kept with the result.');
};

/** An extra word is an error and never dropped; mostly it is of a reason without quotes. */
const oneRequest = (command: Command): Command =>
  command.allowExcessArguments().hook('preAction', () => {
    const extra = command.args[command.registeredArguments.length];
    if (extra === undefined) return;
    command.error(
      `error: too many arguments, from '${LineSchema.parse(extra)}' on: a reason of several words needs quotes, and each client its own command`,
    );
  });

/** Adds the verbs that send one payload to a kill switch: of a stack, of a portal, or of the embedded one. */
export const addRequestCommands = (
  program: Command,
  terminal: Terminal,
  endWith: (code: ExitCode) => void,
): void => {
  const help = helpFor(program.name());
  const command = (name: keyof Help, description: string) =>
    addStackOptions(
      program
        .command(name)
        .allowExcessArguments(false)
        .description(description)
        .addOption(stackOption('ask the function of this deployed stack'))
        .addOption(
          new Option('--portal <url>', 'act on this portal from this machine, before PORTAL_URL').conflicts(
            'stack',
          ),
        ),
    )
      .option('--json', 'print the result as JSON and nothing else; for an array of events, an array')
      .option('--verbose', 'show logs and metrics on stderr; of a stack, see logs')
      .addHelpText('after', help[name]);
  const changing = (name: keyof Help, description: string) =>
    required(oneRequest(command(name, description)), 'reason', '--reason <text>')
      .option('--reason <text>', 'why; kept with the result (required)', reason)
      .option('--operator <name>', 'who asks for it; recorded as claimed');
  const about = (name: keyof Help, description: string) =>
    command(name, description).argument('<clientId>', 'id of the OAuth2 client, a UUID', clientId);

  const read = async (file: string) => {
    const { readEventFile } = await import('./event-file.ts');
    return readEventFile(file, { ...terminal, newId: SYSTEM.newRunId });
  };
  const send = async (payload: { action: keyof Help; [field: string]: unknown }, options: AskOptions) => {
    const request: Request = { ...options, payload, from: 'person', program: program.name() };
    endWith(await ask({ ...request, help: `${program.name()} ${payload.action} --help` }, terminal));
  };

  changing('disable', 'disable a client and prove that it is off')
    .argument('<clientId>', 'id of the OAuth2 client, a UUID', clientId)
    .option('--dry-run', 'read the state and run every guard, but write nothing')
    .action((id: string, { reason: why, operator, dryRun, ...options }: ChangeOptions & { dryRun?: true }) =>
      send({ action: 'disable', clientId: id, reason: why, operator, dryRun: dryRun === true }, options),
    );

  changing('enable', 'enable a client again and prove that it is on')
    .argument('<clientId>', 'id of the OAuth2 client, a UUID', clientId)
    .option(
      '--accept-unrotated-secret',
      'enable even if the client secret may be the stolen one; recorded with the result',
    )
    .option('--rotate-secret', 'first give the client a new secret, as rotate does')
    .action(
      (
        id: string,
        {
          reason: why,
          operator,
          acceptUnrotatedSecret,
          rotateSecret,
          ...options
        }: ChangeOptions & { acceptUnrotatedSecret?: true; rotateSecret?: true },
      ) =>
        send(
          {
            action: 'enable',
            clientId: id,
            reason: why,
            operator,
            acceptUnrotatedSecret: acceptUnrotatedSecret === true,
            ...(rotateSecret === true ? { rotateSecret } : {}),
          },
          options,
        ),
    );

  changing('rotate', 'give a client that is off a new secret, and prove that it is still off')
    .argument('<clientId>', 'id of the OAuth2 client, a UUID', clientId)
    .action((id: string, { reason: why, operator, ...options }: ChangeOptions) =>
      send({ action: 'rotate', clientId: id, reason: why, operator }, options),
    );

  about('status', 'show whether a client is on or off').action((id: string, options: AskOptions) =>
    send({ action: 'status', clientId: id }, options),
  );

  command('check', 'prove that the kill switch could act, without changing anything').action(
    (options: AskOptions) => send({ action: 'check' }, options),
  );

  command('list', 'show contained, held and drifted clients: since when, why, and by whom')
    .option('--page <number>', 'which page of a long list (default: 1)', wholeNumber({ from: 1, to: 1_000 }))
    .action(({ page, ...options }: AskOptions & { page?: number }) =>
      send({ action: 'list', ...(page === undefined ? {} : { page }) }, options),
    );

  changing('reset-breaker', 'let alerts disable again after the circuit breaker opened').action(
    ({ reason: why, operator, ...options }: ChangeOptions) =>
      send({ action: 'reset-breaker', reason: why, operator }, options),
  );

  addStackOptions(
    program
      .command('explain')
      .allowExcessArguments(false)
      .description(
        'show how an event is read, where each field was found, and what the guards say; needs no portal',
      )
      .addOption(stackOption('read it with the settings of this deployed stack')),
  )
    .option('--json', 'print the explanation as JSON and nothing else')
    .addHelpText('after', help.explain)
    .argument('<file>', 'JSON file, or - for standard input')
    .action(async (file: string, options: AskOptions) => {
      const { explain } = await import('./explain.ts');
      endWith(await explain(await read(file), options, terminal));
    });

  command('event', 'handle an EventBridge event, or an array of them, as the function would')
    .argument('<file>', 'JSON file, or - for standard input')
    .action(async (file: string, options: AskOptions) => {
      const payload = await read(file);
      endWith(await ask({ ...options, payload, from: 'alert', program: program.name() }, terminal));
    });
};
