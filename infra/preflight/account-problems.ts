import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** Commands that mend what can be missing. */
export type Remedies = { signInFirst: string; signInAgain: string; bootstrap: string };

const REGION = 'No AWS region is set; choose the one to deploy to:\n  export AWS_REGION=eu-central-1';

/** Names under which AWS says that what was sent is no valid identity, or no longer. */
const REFUSED: ReadonlySet<string> = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnauthorizedException',
  'UnrecognizedClientException',
]);

/** Names under which the SDK says that it found no credentials, or none that still hold. */
const NOT_PROVIDED: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** CDK asks for a one-time code where a profile wants one, and the preflight can't. */
const WANTS_CODE = /multi-?factor|\bmfa\b/i;

/** Stacks in these states hold no usable bootstrap. */
const UNUSABLE = /^(CREATE_FAILED|DELETE_|REVIEW_|ROLLBACK_)/;

/** The sentence for an error that a person can mend; `undefined` where CDK knows better what to say. */
const credentialProblem = (error: unknown, remedies: Remedies): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (NOT_PROVIDED.has(name) && WANTS_CODE.test(message)) return undefined;
  if (REFUSED.has(name) || (NOT_PROVIDED.has(name) && /expired/i.test(message)))
    return `The AWS credentials have expired or are not accepted; renew them:\n  ${remedies.signInAgain}`;
  if (NOT_PROVIDED.has(name))
    return `There are no AWS credentials; set AWS_PROFILE to a profile that has them, or make one:\n  ${remedies.signInFirst}`;
  return undefined;
};

const isMissingStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);

const bootstrapProblem = async (
  client: CloudFormationClient,
  stackName: string,
  remedies: Remedies,
): Promise<string | undefined> => {
  const missing = `CDK's bootstrap stack ${stackName} is not in this account and region (${await client.config.region()}); create it once:\n  ${remedies.bootstrap}\nIf it has another name there, add --toolkit-stack-name.`;
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return UNUSABLE.test(Stacks[0]?.StackStatus ?? '') ? missing : undefined;
  } catch (error) {
    return isMissingStack(error) ? missing : credentialProblem(error, remedies);
  }
};

const complaint = async (
  provide: () => Promise<unknown>,
  sentence: (error: unknown) => string | undefined,
): Promise<{ failed: boolean; problem: string | undefined }> => {
  try {
    await provide();
    return { failed: false, problem: undefined };
  } catch (error) {
    return { failed: true, problem: sentence(error) };
  }
};

/**
 * What keeps CDK from working in the account: a sentence each, with the command that mends it. Only what is
 * certain: whatever else goes wrong here, such as a missing permission or a network that is down, is CDK's to say.
 */
export const accountProblems = async (
  client: CloudFormationClient,
  stackName: string,
  remedies: Remedies,
): Promise<string[]> => {
  const { config } = client;
  const region = await complaint(config.region, () => REGION);
  const credentials = await complaint(
    () => config.credentials(),
    (error) => credentialProblem(error, remedies),
  );
  const ready = !region.failed && !credentials.failed;
  const bootstrap = ready ? await bootstrapProblem(client, stackName, remedies) : undefined;
  return [region.problem, credentials.problem, bootstrap].filter((problem) => problem !== undefined);
};
