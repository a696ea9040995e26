/** The SDK reads neither the second name of the profile's variable nor that of the region's; CDK reads both. */
type Variable = 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE' | 'AWS_REGION' | 'AWS_DEFAULT_REGION';

export type AwsEnvironment = Readonly<Partial<Record<Variable, string | undefined>>>;

/** Which account and region a command means; what is not in it, the SDK finds out by itself. */
export type AwsTarget = { profile?: string; region?: string };

/** As CDK decides it: options before variables, and an empty one is none. */
export const awsTarget = (
  given: { profile: string | undefined; region: string | undefined },
  env: AwsEnvironment,
): AwsTarget => {
  const profile = given.profile ?? env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE;
  const region = given.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  return { ...(profile ? { profile } : {}), ...(region ? { region } : {}) };
};
