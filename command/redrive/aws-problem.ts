import { credentialProblem, isNotReached, type SignIn } from '../preflight/access-problems.ts';

const KEPT = 'messages not deleted stay in their queue';

/** What went wrong between here and AWS, without its message: that may hold anything. */
export const awsProblem = (error: unknown, signIn: SignIn): string => {
  if (isNotReached(error))
    return `AWS was not reached; look at the network, a proxy, and the name of the region; ${KEPT}`;
  const name = error instanceof Error ? error.name : 'unknown error';
  return credentialProblem(error, signIn) ?? `AWS did not do what was asked (${name}); ${KEPT}`;
};
