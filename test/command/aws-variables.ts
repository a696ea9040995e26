import { onTestFinished, vi } from 'vitest';

/** A machine that has nothing of AWS. */
export const NO_AWS = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

/** For one test the SDK, which reads the environment of the process itself, finds these variables and no other. */
export const onlyAwsVariables = (variables: Readonly<Record<string, string>>): void => {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of Object.keys(process.env).filter((one) => one.startsWith('AWS_')))
    vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries({ ...NO_AWS, ...variables })) vi.stubEnv(name, value);
};
