import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PORTAL } from '../../infra/synthesised.ts';
import { run } from '../fake-terminal.ts';

/** Whoever asks has credentials, for an account that was never prepared. */
const freshAccount = () => {
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  onTestFinished(() => void vi.unstubAllEnvs());
  const cloudFormation = mockClient(CloudFormationClient);
  onTestFinished(() => cloudFormation.restore());
  cloudFormation
    .on(DescribeStacksCommand)
    .rejects(Object.assign(new Error('does not exist'), { name: 'ValidationError' }));
};

test('the command that prepares the account keeps the region that was named', async () => {
  freshAccount();
  const argv = ['diff', '-c', `portalUrl=${PORTAL}`, '--region', 'eu-west-1'];
  const { code, err } = await run(argv);
  expect(code).toBe(2);
  expect(err).toContain('is not in this account and region (eu-west-1)');
  expect(err).toContain(`\n  docspace-kill-switch bootstrap -c portalUrl=${PORTAL} --region eu-west-1\n`);
});
