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

/** What `npm run package` writes, of settings that the emulator bears: it has no policies of event buses. */
const packaged = () => {
  const app = new App({ ...APP, context: cdkJson.context });
  quieten(app);
  const stack = addPackageStack(app, { guardResults: false, removalPolicy: 'destroy' });
  const folder = folderWith({});
  const [template = '', zip = ''] = writePackage(app.synth().getStackArtifact(stack.artifactId), folder);
  return {
    template: readFileSync(join(folder, template), 'utf8'),
    zip,
    code: readFileSync(join(folder, zip)),
  };
};

const put = async (url: string, body?: Buffer) => {
  const { ok, status } = await fetch(url, {
    method: 'PUT',
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  if (!ok) throw new Error(`the bucket answered ${status}`);
};

test('the packaged template, deployed with nothing but the SDK, contains the client of an alert', async () => {
  const main = deployment('main');
  const clients = clientsOf(main);
  const portalPort = await freePort();
  const portal = await startPortal({ port: portalPort });
  onTestFinished(() => portal.close());
  const { template, zip, code } = packaged();
  await put(`${main.endpoint}/${BUCKET}`);
  await put(`${main.endpoint}/${BUCKET}/kill-switch/${zip}`, code);
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
      TemplateBody: template,
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
