import { DescribeRuleCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import type { Clients } from './clients.ts';
import { setStage } from './stage.ts';
import { subscribe } from './subscription.ts';

const MailedSchema = z.object({ detail: z.object({ outcome: z.string(), trigger: z.looseObject({}) }) });

/** Everything that the stack's own rule for mails lets pass, by a queue behind the same pattern. */
const listenToMails = async (clients: Clients, EventBusName: string) => {
  const { Rules = [] } = await clients.events.send(new ListRulesCommand({ EventBusName }));
  const rule = Rules.find(({ Description }) => Description?.startsWith('Notifies people'));
  const { EventPattern = '' } = await clients.events.send(
    new DescribeRuleCommand({ EventBusName, Name: rule?.Name }),
  );
  const pattern = z.record(z.string(), z.unknown()).parse(JSON.parse(EventPattern));
  const { queueUrl: QueueUrl, close } = await subscribe(clients, EventBusName, pattern);
  onTestFinished(close);
  return async () => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
    );
    return Messages.map(({ Body }) => MailedSchema.parse(JSON.parse(Body ?? '')).detail);
  };
};

test('where alerts only propose, a client is held and mailed once, and a person disables it', async () => {
  const { portal, killSwitch, results, clients, deployed } = await setStage('approving');
  const mails = await listenToMails(clients, deployed.outputs.ResultBusName);
  const { clientId } = portal.addClient();
  const alert = { clientId, severity: 'critical', portal: portal.url, reason: 'used from two countries' };

  const [first = ''] = await killSwitch.alert({ ...alert, alertId: 'first' });
  const [held] = await results.of(first);
  expect(held).toMatchObject({ outcome: 'held', final: true, guard: { name: 'needs-approval' } });
  expect(held?.summary).toContain(
    `docspace-kill-switch disable ${clientId} --stack ${deployed.stackName} --reason`,
  );
  const [second = ''] = await killSwitch.alert({ ...alert, alertId: 'second' });
  expect(await results.of(second)).toMatchObject([{ outcome: 'held', containment: { state: 'held' } }]);
  expect(await mails()).toMatchObject([{ outcome: 'held', trigger: { alertId: 'first' } }]);
  expect((await killSwitch.invoke({ action: 'list' })).clients).toMatchObject([
    { clientId, state: 'held', by: { alertId: 'first' } },
  ]);
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({
    outcome: 'healthy',
    warnings: ['alerts-only-propose'],
  });
  expect(portal.activationWrites(clientId)).toEqual([]);
  expect(portal.databaseEnabled(clientId)).toBe(true);

  const byHand = await killSwitch.invoke({ clientId, reason: 'the alert is right' });
  expect(byHand).toMatchObject({
    outcome: 'disabled',
    trigger: { type: 'manual', heldAlert: { alertId: 'first', reason: 'used from two countries' } },
  });
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect((await killSwitch.invoke({ action: 'list' })).clients).toMatchObject([
    { clientId, state: 'contained' },
  ]);
});
