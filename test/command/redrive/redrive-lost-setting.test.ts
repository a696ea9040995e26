import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test } from 'vitest';
import { redrive } from '../../../command/redrive/redrive.ts';
import { startPortal } from '../../../local/portal/simulator.ts';
import { THREE_AM } from '../../alerts.ts';
import { findingEvent } from '../../findings.ts';
import { setFunction } from '../../stage.ts';
import { hidingQueue } from './hiding-queues.ts';
import { deployedStack, FAILURE } from './stack.ts';

/** Redrives what waits with the real function, deployed with these settings. */
const redriveWith = async (env: Record<string, string>, portal: Awaited<ReturnType<typeof startPortal>>) => {
  const { invokeAll } = await setFunction({ ms: THREE_AM + 60_000 }, portal.url, portal.keys.admin, { env });
  const lambda = mockClient(LambdaClient);
  onTestFinished(() => lambda.restore());
  lambda.on(InvokeCommand).callsFake(async ({ Payload }) => {
    try {
      const results = await invokeAll(JSON.parse(Buffer.from(Payload).toString('utf8')));
      return { Payload: Buffer.from(JSON.stringify(results)) };
    } catch {
      return { FunctionError: 'Unhandled', Payload: Buffer.from('{}') };
    }
  });
  const { deleted, kept } = await redrive(
    { stack: 'Stack', dryRun: false, acceptStale: false, byHand: () => '' },
    { cloudFormation: new CloudFormationClient(), lambda: new LambdaClient(), sqs: new SQSClient() },
    () => {},
  );
  return { deleted, kept };
};

test.each([
  ['inputs', {}],
  ['findingClientIdKey', { INPUTS: 'asff', FINDING_CLIENT_ID_KEY: 'anotherKey' }],
])(
  'a finding that waits while the setting %s is lost is kept, and contained and deleted once it is back',
  async (_, lost) => {
    const portal = await startPortal({ now: () => THREE_AM + 60_000 });
    onTestFinished(() => portal.close());
    deployedStack();
    const { clientId } = portal.clients.crm;
    const finding = { ...findingEvent('asff-imported', { clientId }), id: 'waits' };
    const queue = hidingQueue({ finding }, FAILURE);

    expect(await redriveWith(lost, portal)).toEqual({ deleted: 0, kept: 1 });
    expect(portal.calls).toEqual([]);
    expect(queue.received()).toEqual({ finding: 1 });

    expect(await redriveWith({ INPUTS: 'asff' }, portal)).toEqual({ deleted: 1, kept: 0 });
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(queue.received()).toEqual({});
  },
);
