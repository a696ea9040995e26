import { delimiter, dirname } from 'node:path';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** All that is taken over: no profile, credential, proxy or setting of the machine reaches what is tested. */
const KEPT = ['HOME', 'LANG', 'TERM', 'CI', 'FORCE_COLOR', 'NO_COLOR'];

const kept = (): Record<string, string> => {
  const { PATH } = process.env;
  const others = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  // The emulator runs functions on the first Node of the path: the one that runs this.
  return { ...Object.fromEntries(others), PATH: [dirname(process.execPath), PATH].join(delimiter) };
};

/** The environment of everything that speaks to the AWS of this endpoint, or is it. */
export const awsEnvironment = (endpoint: string): Record<string, string> => ({
  ...kept(),
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
});
