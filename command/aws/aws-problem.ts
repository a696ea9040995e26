import { credentialProblem, isNotReached, type SignIn } from './access-problems.ts';

/** Where a command works, as far as a message about it needs to know. */
export type Place = { region: string; signIn: SignIn; env: Readonly<Record<string, string | undefined>> };

/** Names of the errors for a right that is missing. */
const NOT_ALLOWED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'NotAuthorized',
  'UnauthorizedOperation',
]);

/** The right that AWS names; its whole message also holds who asked. */
const actionIn = (message: string): string | undefined => /to perform: ([\w-]+:\w+)/.exec(message)?.[1];

const proxyIn = (env: Place['env']): string => {
  const name = ['HTTPS_PROXY', 'https_proxy'].find((one) => env[one]?.trim());
  return name === undefined
    ? 'where a proxy is needed, HTTPS_PROXY is not set'
    : `${name} is set, but it counts for the portal only: AWS needs a direct way`;
};

/** Whether a right is missing. */
export const isNotAllowed = (error: unknown): boolean =>
  error instanceof Error && NOT_ALLOWED.has(error.name);

/** What went wrong between here and AWS, in our words: an error's own message may hold anything. */
export const awsProblem = (error: unknown, { region, signIn, env }: Place): string => {
  if (isNotReached(error))
    return `AWS was not reached; look at the network, a proxy (${proxyIn(env)}), and the name of the region, ${region}`;
  const { name, message } = error instanceof Error ? error : { name: 'unknown error', message: '' };
  if (NOT_ALLOWED.has(name)) {
    const action = actionIn(message);
    return `Your AWS credentials do not allow ${action ?? 'this'}: ask for the right${action === undefined ? '' : ` ${action}`}, or use another profile with --profile`;
  }
  return credentialProblem(error, signIn) ?? `AWS did not do what was asked (${name})`;
};
