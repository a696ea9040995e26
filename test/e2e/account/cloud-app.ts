import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { PROJECT_ROOT } from '../../../infra/bundle/bundling.ts';
import { ACCOUNT, awsEnvironment, REGION } from './aws-environment.ts';
import { runCommand } from './command.ts';

const CDK = join(PROJECT_ROOT, 'node_modules/.bin/cdk');

const OutputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** Outputs by stack, as the CDK command line writes them. */
export type Outputs = z.infer<typeof OutputsSchema>;

export type CloudApp = { deploy: () => Promise<Outputs>; destroy: () => Promise<void> };

/**
 * A CDK app and the emulated account that it goes to: synthesised once, with its real bundle, then bootstrapped,
 * deployed and destroyed by the real command line.
 */
export const cloudApp = ({
  command,
  settings,
  endpoint,
  folder,
  signal,
}: {
  command: string;
  settings: Record<string, unknown>;
  endpoint: string;
  folder: string;
  signal: AbortSignal;
}): CloudApp => {
  const assembly = join(folder, 'cdk.out');
  const outputs = join(folder, 'outputs.json');
  // A file of its own, in place of one that a developer may have in the project.
  const settingsFile = join(folder, 'settings.json');
  const env = {
    ...awsEnvironment(endpoint),
    CDK_HOME: join(folder, 'cdk-home'),
    CDK_DISABLE_VERSION_CHECK: '1',
  };
  const cdk = (verb: string, ...args: string[]) =>
    runCommand(CDK, [verb, '--no-notices', ...args], {
      env,
      cwd: PROJECT_ROOT,
      problem: `cdk ${verb} failed:`,
      signal,
    });
  return {
    deploy: async () => {
      await writeFile(settingsFile, JSON.stringify(settings));
      await cdk(
        'synth',
        ...['--quiet', '--app', command, '--output', assembly, '-c', `settings=${settingsFile}`],
      );
      await cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`, '--app', assembly);
      await cdk(
        'deploy',
        ...['--app', assembly, '--all', '--require-approval', 'never', '--method', 'direct'],
        ...['--concurrency', '2', '--outputs-file', outputs],
      );
      return OutputsSchema.parse(JSON.parse(await readFile(outputs, 'utf8')));
    },
    destroy: () => cdk('destroy', '--app', assembly, '--all', '--force'),
  };
};
