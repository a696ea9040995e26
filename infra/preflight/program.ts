import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { accountProblems } from './account-problems.ts';
import { readArguments } from './cdk-arguments.ts';
import { remediesFor } from './remedies.ts';
import { wrongSettings } from './wrong-settings.ts';

type ClientOptions = { profile?: string; region?: string; maxAttempts: number };

/** The SDK reads neither the second name of the profile's variable nor that of the region's; CDK reads both. */
type Variable = 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE' | 'AWS_REGION' | 'AWS_DEFAULT_REGION';

export type CdkTerminal = {
  env: Partial<Record<Variable, string | undefined>>;
  createClient: (options: ClientOptions) => CloudFormationClient;
  startCdk: (argv: readonly string[]) => Promise<number>;
  stderr: { write: (text: string) => unknown };
};

const MOST_TRIES = 2;

const NOT_STARTED = 1;

/**
 * Runs CDK once its three usual obstacles are out of the way: credentials, region, bootstrap. They and wrong
 * settings are told together and first, each with what mends it, and CDK is not started.
 * @returns CDK's exit code, or 1 where it was not started
 */
export const runCdk = async (
  argv: readonly string[],
  { env, createClient, startCdk, stderr }: CdkTerminal,
): Promise<number> => {
  const given = readArguments(argv);
  if (given.help) return startCdk(argv);
  const profile = given.profile ?? env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE;
  const region = given.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const client = createClient({
    ...(profile ? { profile } : {}),
    ...(region ? { region } : {}),
    maxAttempts: MOST_TRIES,
  });
  const problems = [
    given.otherApp ? undefined : wrongSettings(given.context),
    ...(await accountProblems(client, given.toolkitStackName, remediesFor(given, profile || undefined))),
  ].filter((problem) => problem !== undefined);
  if (problems.length === 0) return startCdk(argv);
  stderr.write(`${problems.join('\n\n')}\n`);
  return NOT_STARTED;
};
