import { homedir } from 'node:os';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { runCdk } from './preflight/program.ts';
import { startCdk } from './preflight/start-cdk.ts';

process.exitCode = await runCdk(process.argv.slice(2), {
  env: process.env,
  folders: { project: process.cwd(), home: homedir() },
  createClient: (options) => new CloudFormationClient(options),
  startCdk,
  stderr: process.stderr,
});
