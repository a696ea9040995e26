/** Commands that give a person access to the account. */
export type SignIn = { signInFirst: string; signInAgain: string };

/** The part of an SDK client that knows its region and its credentials. */
type Client = { config: { region: () => Promise<string>; credentials: () => Promise<unknown> } };

const REGION = 'No AWS region is set; choose the one to work in:\n  export AWS_REGION=eu-central-1';

/** Names of the errors with which AWS refuses credentials that are invalid or have expired. */
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

/** Names of the SDK's errors for no credentials, or none that are still valid. */
const NOT_PROVIDED: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** A profile that needs a one-time code: CDK can ask for one, the preflight cannot. */
const NEEDS_CODE = /multi-?factor|\bmfa\b/i;

/** Codes of Node and the SDK for an AWS that was not reached. */
const NOT_REACHED =
  /\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|TimeoutError)\b/;

/** Whether AWS did not answer: that says nothing about the credentials. */
export const isNotReached = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return NOT_REACHED.test(`${error.name} ${code} ${error.message}`);
};

/** The message for an error that a person can fix; `undefined` where the command's own message is better. */
export const credentialProblem = (error: unknown, signIn: SignIn): string | undefined => {
  if (!(error instanceof Error) || isNotReached(error)) return undefined;
  const { name, message } = error;
  if (NOT_PROVIDED.has(name) && NEEDS_CODE.test(message)) return undefined;
  if (REFUSED.has(name) || (NOT_PROVIDED.has(name) && /expired/i.test(message)))
    return `The AWS credentials have expired or are not accepted; renew them:\n  ${signIn.signInAgain}`;
  if (NOT_PROVIDED.has(name))
    return `There are no AWS credentials; set AWS_PROFILE to a profile that has them, or create one:\n  ${signIn.signInFirst}`;
  return undefined;
};

const problemWith = async (
  provide: () => Promise<unknown>,
  messageFor: (error: unknown) => string | undefined,
): Promise<{ failed: boolean; problem: string | undefined }> => {
  try {
    await provide();
    return { failed: false, problem: undefined };
  } catch (error) {
    return { failed: true, problem: messageFor(error) };
  }
};

/** Whether region and credentials are there, and a message for each missing one that a person can fix. */
export const accessProblems = async (
  { config }: Client,
  signIn: SignIn,
): Promise<{ ready: boolean; problems: string[] }> => {
  const region = await problemWith(config.region, () => REGION);
  const credentials = await problemWith(
    () => config.credentials(),
    (error) => credentialProblem(error, signIn),
  );
  return {
    ready: !region.failed && !credentials.failed,
    problems: [region.problem, credentials.problem].filter((problem) => problem !== undefined),
  };
};
