/** Commands that give a person access to the account. */
export type SignIn = { signInFirst: string; signInAgain: string };

/** A client of the SDK, as far as it knows where it works and as whom. */
type Client = { config: { region: () => Promise<string>; credentials: () => Promise<unknown> } };

const REGION = 'No AWS region is set; choose the one to work in:\n  export AWS_REGION=eu-central-1';

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

/** CDK asks for a one-time code where a profile wants one, and nothing here can. */
const WANTS_CODE = /multi-?factor|\bmfa\b/i;

/** How Node and the SDK say that AWS was not reached at all. */
const NOT_REACHED =
  /\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|TimeoutError)\b/;

/** Whether AWS did not answer at all, which says nothing about credentials. */
export const isNotReached = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return NOT_REACHED.test(`${error.name} ${code} ${error.message}`);
};

/** The sentence for an error that a person can mend; `undefined` where the command itself knows better what to say. */
export const credentialProblem = (error: unknown, signIn: SignIn): string | undefined => {
  if (!(error instanceof Error) || isNotReached(error)) return undefined;
  const { name, message } = error;
  if (NOT_PROVIDED.has(name) && WANTS_CODE.test(message)) return undefined;
  if (REFUSED.has(name) || (NOT_PROVIDED.has(name) && /expired/i.test(message)))
    return `The AWS credentials have expired or are not accepted; renew them:\n  ${signIn.signInAgain}`;
  if (NOT_PROVIDED.has(name))
    return `There are no AWS credentials; set AWS_PROFILE to a profile that has them, or make one:\n  ${signIn.signInFirst}`;
  return undefined;
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

/** Whether region and credentials are there, and a sentence for each that is not and that a person can mend. */
export const accessProblems = async (
  { config }: Client,
  signIn: SignIn,
): Promise<{ ready: boolean; problems: string[] }> => {
  const region = await complaint(config.region, () => REGION);
  const credentials = await complaint(
    () => config.credentials(),
    (error) => credentialProblem(error, signIn),
  );
  return {
    ready: !region.failed && !credentials.failed,
    problems: [region.problem, credentials.problem].filter((problem) => problem !== undefined),
  };
};
