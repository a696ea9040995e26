import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test, vi } from 'vitest';
import { folderWith } from '../../folders.ts';
import { PORTAL } from '../../infra/synthesised.ts';
import { run } from '../fake-terminal.ts';

/** A diff by somebody with credentials, from a folder of their own, in an account that was never prepared. */
const diff = async (...options: string[]) => {
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  onTestFinished(() => void vi.unstubAllEnvs());
  const cloudFormation = mockClient(CloudFormationClient);
  onTestFinished(() => cloudFormation.restore());
  cloudFormation
    .on(DescribeStacksCommand)
    .rejects(Object.assign(new Error('does not exist'), { name: 'ValidationError' }));
  const folder = folderWith({
    'settings.json': JSON.stringify({ portalUrl: PORTAL }),
    'ca.pem': 'no certificate',
  });
  const argv = ['diff', '-c', 'settings=settings.json', '--region', 'eu-west-1', ...options];
  return { folder, ...(await run(argv, { folder })) };
};

test('the command that prepares the account keeps the region that was named', async () => {
  const { code, err, folder } = await diff();
  expect(code).toBe(2);
  expect(err).toContain('is not in this account and region (eu-west-1)');
  const settings = join(folder, 'settings.json');
  expect(err).toContain(`\n  docspace-kill-switch bootstrap -c settings=${settings} --region eu-west-1\n`);
});

test('a file that -c names is looked for where the person stands', async () => {
  const { code, err, folder } = await diff('-c', 'caCertificateFile=ca.pem');
  expect(code).toBe(2);
  expect(err).toContain(`${join(folder, 'ca.pem')} holds no certificate`);
});
