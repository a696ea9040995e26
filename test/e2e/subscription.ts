import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { ACCOUNT, REGION } from './account/aws-environment.ts';
import type { Clients } from './clients.ts';

export type Subscription = { queueUrl: string; close: () => Promise<void> };

/** A queue that gets the events of a pattern from a bus, by a rule of its own, as any user of the bus would. */
export const subscribe = async (
  { events, sqs }: Clients,
  busName: string,
  pattern: Record<string, unknown>,
): Promise<Subscription> => {
  const name = `subscription-${randomUUID()}`;
  const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
  const policy = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
  };
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [policy] }) },
    }),
  );
  if (QueueUrl === undefined) throw new Error('the account made no queue');
  const rule = { Name: name, EventBusName: busName };
  const target = { Rule: name, EventBusName: busName };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ ...target, Targets: [{ Id: 'queue', Arn: arn }] }));
  return {
    queueUrl: QueueUrl,
    close: async () => {
      await events.send(new RemoveTargetsCommand({ ...target, Ids: ['queue'] }));
      await events.send(new DeleteRuleCommand(rule));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
};
