import { text } from 'node:stream/consumers';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { EXIT, type ExitCode } from '../../local/terminal/exit-code.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { announce } from '../announce.ts';
import { type StackOptions, withStack } from '../aws/open-stack.ts';
import { UsageError } from '../usage-error.ts';

/** As DocSpace makes them. */
const KEY = /^sk-[0-9a-f]{64}$/;

const readKey = async ({ stdin, askHidden }: Terminal, secret: string): Promise<string> => {
  const given =
    stdin.isTTY === true
      ? await askHidden(`API key of the portal, for the secret ${secret} (it is not shown):`)
      : await text(stdin);
  const key = given.trim();
  // The value itself is not shown: it may be a real key with a typing error.
  if (key === '')
    throw new UsageError('no key was given, nothing is stored: paste it at the prompt, or pipe it');
  if (!KEY.test(key))
    throw new UsageError(
      `this is not a whole API key, nothing is stored: it begins with sk- and 64 hexadecimal digits follow, and ${key.length} characters were given`,
    );
  return key;
};

/**
 * Stores the API key of the portal in the stack's secret.
 * @throws UsageError
 */
export const storeKey = async (
  { program, isArgument, ...options }: StackOptions & { program: string; isArgument: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  if (isArgument)
    throw new UsageError(
      "store-key takes no argument: a key there stays in the shell's history, so delete that key in DocSpace; paste a new one at the prompt, or pipe it",
    );
  return withStack(options, terminal, async (stack) => {
    const { stdout } = terminal;
    announce(stack.title, {}, terminal);
    const secret = stack.output('apiKeySecretArn');
    const key = await readKey(terminal, secret);
    await new SecretsManagerClient(stack.aws).send(
      new PutSecretValueCommand({ SecretId: secret, SecretString: key }),
    );
    stdout.write(`stored  the API key, in ${secret}\nnext    ${program} check ${stack.options}\n`);
    return EXIT.holds;
  });
};
