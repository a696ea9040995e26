import type { Agent } from 'node:https';

/** The SDK does not read the two `DEFAULT` variables; CDK does. */
type Variable = 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE' | 'AWS_REGION' | 'AWS_DEFAULT_REGION';

export type AwsEnvironment = Readonly<Partial<Record<Variable, string | undefined>>>;

/** Which account and region a command means; the SDK finds what is not given. */
export type AwsTarget = { profile?: string; region?: string; requestHandler?: { httpsAgent?: Agent } };

/** As CDK decides it: options before variables, and an empty one counts as not given. */
export const awsTarget = (
  given: { profile: string | undefined; region: string | undefined },
  env: AwsEnvironment,
): AwsTarget => {
  const profile = given.profile ?? env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE;
  const region = given.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  return { ...(profile ? { profile } : {}), ...(region ? { region } : {}) };
};
