import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../folders.ts';
import { NO_AWS, onlyAwsVariables } from '../aws-variables.ts';
import { run } from '../fake-terminal.ts';

const PROGRAM = new URL('../../../command/start.mjs', import.meta.url).pathname;

const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
/** Nobody listens there. */
const AWAY = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };

/** Runs the command where only this is set. */
const redrive = (args: readonly string[], env: Record<string, string> = {}) => {
  onlyAwsVariables(env);
  return run(['redrive', ...args], { env });
};

describe('what keeps the redrive command from AWS is named with its remedy', () => {
  test('no region and no credentials, both at once', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [PROGRAM, 'redrive', '--stack', 'Stack', '--profile', 'ops'],
      { encoding: 'utf8', env: NO_AWS },
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('No AWS region is set');
    expect(stderr).toMatch(/There are no AWS credentials; .*\n {2}aws configure sso --profile ops\n$/);
  });

  test('a network that is down, and not credentials that are well', async () => {
    const { code, err } = await redrive(['--stack', 'Stack'], {
      ...KEYS,
      ...AWAY,
      AWS_DEFAULT_REGION: 'eu-central-1',
    });
    expect(code).toBe(2);
    expect(err).toMatch(/^error: AWS was not reached; look at the network/);
    expect(err).not.toContain('credentials');
  });

  test.each([
    [['--region', 'eu-central-1'], {}],
    [[], { AWS_REGION: 'eu-central-1' }],
    [[], { AWS_DEFAULT_REGION: 'eu-central-1', AWS_DEFAULT_PROFILE: '' }],
  ])('%j with %j is a region', async (options, env) => {
    const { err } = await redrive(['--stack', 'Stack', ...options], { ...AWAY, ...KEYS, ...env });
    expect(err).toContain('AWS was not reached');
  });

  test.each([['AWS_PROFILE'], ['AWS_DEFAULT_PROFILE']])('%s is a profile', async (variable) => {
    const file = `${folderWith({ config: '[profile ops]\nregion = eu-central-1\naws_access_key_id = a\naws_secret_access_key = b\n' })}/config`;
    const { err } = await redrive(['--stack', 'Stack'], {
      ...AWAY,
      AWS_CONFIG_FILE: file,
      [variable]: 'ops',
    });
    expect(err).toContain('AWS was not reached');
  });
});

test.each(['', ' ', 'a b', '--dry-run'])('the name %j is no stack, and AWS is not asked', async (name) => {
  const { code, out, err } = await redrive([`--stack=${name}`]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^error: .*It must name a deployed stack, for example DocSpaceKillSwitch\.\n/);
});
