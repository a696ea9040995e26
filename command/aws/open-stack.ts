import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { requestHandlerFor } from '../own-network.ts';
import { UsageError } from '../usage-error.ts';
import { accessProblems, credentialProblem, isNotReached } from './access-problems.ts';
import { awsProblem, isNotAllowed, type Place } from './aws-problem.ts';
import { type AwsTarget, awsTarget } from './aws-target.ts';
import { quoted, signInFor } from './sign-in.ts';
import { readStackParts, type StackParts } from './stack-parts.ts';

/** How a person names a deployed stack. */
export type StackOptions = { stack: string; region?: string; profile?: string };

export type OpenStack = StackParts & {
  name: string;
  region: string;
  /** For the SDK's clients. */
  aws: AwsTarget;
  cloudFormation: CloudFormationClient;
  /** The options that name this stack again, for the next command. */
  options: string;
  /** The first line of an answer. */
  title: string;
};

const isOfAws = (error: unknown, { signIn }: Place): boolean =>
  error instanceof Error &&
  ('$metadata' in error ||
    isNotAllowed(error) ||
    isNotReached(error) ||
    credentialProblem(error, signIn) !== undefined);

/** The options of a verb that name a stack, as a person would type them. */
export const optionsFor = ({ stack, region, profile }: StackOptions): string =>
  [
    `--stack ${stack}`,
    ...(region === undefined ? [] : [`--region ${quoted(region)}`]),
    ...(profile === undefined ? [] : [`--profile ${quoted(profile)}`]),
  ].join(' ');

/**
 * Opens a deployed stack for one verb.
 * @throws UsageError in words of our own for whatever AWS refuses or does not have
 */
export const withStack = async <T>(
  options: StackOptions,
  { env }: Pick<Terminal, 'env'>,
  work: (stack: OpenStack) => Promise<T>,
): Promise<T> => {
  const { stack: name, region: givenRegion, profile } = options;
  const requestHandler = requestHandlerFor(env);
  const aws = { ...awsTarget({ region: givenRegion, profile }, env), requestHandler };
  const signIn = signInFor(aws.profile);
  const cloudFormation = new CloudFormationClient(aws);
  const { ready, problems } = await accessProblems(cloudFormation, signIn);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const region = ready ? await cloudFormation.config.region() : (aws.region ?? 'unknown');
  const place = { region, signIn, env };
  try {
    const parts = await readStackParts(cloudFormation, name);
    return await work({
      ...parts,
      name,
      region,
      aws,
      cloudFormation,
      options: optionsFor(options),
      title: `stack ${name} in ${region}: function ${parts.functionName}`,
    });
  } catch (error) {
    if (error instanceof UsageError || !isOfAws(error, place)) throw error;
    throw new UsageError(awsProblem(error, place));
  }
};
