import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { App } from 'aws-cdk-lib';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { APP, addPackageStack } from '../../infra/package/package-stack.ts';
import { writePackage } from '../../infra/package/write-package.ts';
import { startPortal } from '../../local/portal/simulator.ts';
import { folderWith } from '../folders.ts';
import { cdkJson, quieten } from '../infra/synthesised.ts';
import { freePort } from './account/free-port.ts';
import { clientsOf } from './clients.ts';
import { DeploymentSchema, deployment } from './deployments.ts';
import { killSwitchOf } from './kill-switch.ts';
import { listenToResults } from './result-queue.ts';

const STACK = 'Packaged';
const BUCKET = 'packaged-code';

/** The emulator knows no policies of event buses; the template's own test holds the one that this stack may have. */
const withoutBusPolicies = (template: string): string => {
  const { Resources, ...rest } = z
    .looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) })
    .parse(JSON.parse(template));
  const left = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::Events::EventBusPolicy');
  return JSON.stringify({ ...rest, Resources: Object.fromEntries(left) });
};

/** What `npm run package` writes. */
const packaged = () => {
  const app = new App({ ...APP, context: cdkJson.context });
  quieten(app);
  const stack = addPackageStack(app, { removalPolicy: 'destroy' });
  const folder = folderWith({});
  const [template = '', zip = ''] = writePackage(app.synth().getStackArtifact(stack.artifactId), folder);
  return {
    template: withoutBusPolicies(readFileSync(join(folder, template), 'utf8')),
    zip,
    code: new Uint8Array(readFileSync(join(folder, zip))),
  };
};

/** Unsigned, as the emulator bears it: the project has no client of S3. */
const put = async (url: string, body?: string | Uint8Array<ArrayBuffer>) => {
  const { ok, status } = await fetch(url, { method: 'PUT', ...(body === undefined ? {} : { body }) });
  if (!ok) throw new Error(`the bucket answered ${status}`);
};

test('the packaged template, deployed with nothing but the SDK, contains the client of an alert', async () => {
  const main = deployment('main');
  const clients = clientsOf(main);
  const portalPort = await freePort();
  const portal = await startPortal({ port: portalPort });
  onTestFinished(() => portal.close());
  const { template, zip, code } = packaged();
  const bucket = `${main.endpoint}/${BUCKET}`;
  await put(bucket);
  await put(`${bucket}/kill-switch/${zip}`, code);
  await put(`${bucket}/kill-switch/template.json`, template);
  const { ARN: apiKeySecretArn = '' } = await clients.secrets.send(
    new CreateSecretCommand({ Name: 'packaged-key', SecretString: portal.keys.admin }),
  );

  const cloudFormation = new CloudFormationClient({ endpoint: main.endpoint });
  onTestFinished(async () => void (await cloudFormation.send(new DeleteStackCommand({ StackName: STACK }))));
  const parameters = {
    codeBucket: BUCKET,
    codePrefix: 'kill-switch/',
    portalUrl: portal.url,
    apiKeySecretArn,
    alertSources: 'acme.detector,security.alerts',
    breakerLimit: '7',
  };
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: STACK,
      // It is longer than a call may be.
      TemplateURL: `${bucket}/kill-switch/template.json`,
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 120, minDelay: 1, maxDelay: 1 },
    { StackName: STACK },
  );
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  const deployed = DeploymentSchema.parse({
    endpoint: main.endpoint,
    stackName: STACK,
    portalPort,
    outputs: Object.fromEntries(
      (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
    ),
  });
  expect(deployed.outputs).toMatchObject({
    FunctionName: STACK,
    AlertBusName: STACK,
    ApiKeySecretArn: apiKeySecretArn,
  });

  const killSwitch = killSwitchOf(deployed, clients);
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
  const results = await listenToResults(clients, STACK);
  onTestFinished(() => results.close());
  const { clientId } = portal.clients.crm;
  const [eventId = ''] = await killSwitch.alert({ clientId, severity: 'critical' });
  expect(await results.of(eventId)).toMatchObject([{ outcome: 'disabled', final: true }]);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});
