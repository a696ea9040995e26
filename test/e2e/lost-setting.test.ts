import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { findingEvent, withFindings } from '../findings.ts';
import { ACCOUNT, REGION } from './account/aws-environment.ts';
import { redrive } from './redrive-command.ts';
import { setStage } from './stage.ts';
import { waitingIn } from './waiting.ts';

const VariablesSchema = z.intersection(
  z.record(z.string(), z.string()),
  z.object({ INPUTS: z.string().includes('asff') }),
);

test('a finding is kept by redrive after a deploy lost the setting inputs, and contained once it is back', async () => {
  const { portal, clients, deployed, results } = await setStage();
  const { FunctionName, FailureQueueUrl } = deployed.outputs;
  const { clientId } = portal.clients.crm;
  const { Environment } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const asDeployed = VariablesSchema.parse(Environment?.Variables);
  const deploy = (Variables: Record<string, string>) =>
    clients.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  onTestFinished(async () => {
    await deploy(asDeployed);
  });

  const time = new Date().toISOString();
  const finding = {
    ...withFindings(findingEvent('asff-imported', { clientId }), { LastObservedAt: time }),
    id: 'lost-setting',
    time,
    account: ACCOUNT,
    region: REGION,
  };
  const body = { requestContext: { functionArn: FunctionName }, requestPayload: finding };
  await clients.sqs.send(
    new SendMessageCommand({ QueueUrl: FailureQueueUrl, MessageBody: JSON.stringify(body) }),
  );

  await deploy({ ...asDeployed, INPUTS: '' });
  const lost = await redrive('--stack', deployed.stackName);
  expect(lost).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('0 deleted, 1 kept') });
  expect(await waitingIn(clients, FailureQueueUrl)).toBe(1);
  expect(portal.calls).toEqual([]);

  await deploy(asDeployed);
  const back = await redrive('--stack', deployed.stackName);
  expect(back).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 deleted, 0 kept') });
  expect(await waitingIn(clients, FailureQueueUrl)).toBe(0);
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect((await results.of('lost-setting')).at(-1)).toMatchObject({ outcome: 'disabled', final: true });
});
