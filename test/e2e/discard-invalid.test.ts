import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { alertEvent } from './alert-event.ts';
import { redrive } from './redrive-command.ts';
import { setStage } from './stage.ts';
import { subscribe } from './subscription.ts';
import { waitingIn } from './waiting.ts';

test('an alert that nothing makes readable is published, printed and deleted, and others stay', async () => {
  const { portal, clients, deployed } = await setStage();
  const { DeliveryQueueUrl, ResultBusName } = deployed.outputs;
  const { queueUrl, close } = await subscribe(clients, ResultBusName, {
    source: ['docspace.oauth2-kill-switch.operator'],
  });
  onTestFinished(close);
  const bad = alertEvent('not an id', { id: 'unreadable' });
  for (const event of [bad, alertEvent(portal.clients.crm.clientId)])
    await clients.sqs.send(
      new SendMessageCommand({ QueueUrl: DeliveryQueueUrl, MessageBody: JSON.stringify(event) }),
    );

  // Nobody is at a terminal here.
  expect(await redrive('--stack', deployed.stackName, '--discard-invalid')).toMatchObject({ exitCode: 2 });
  expect(await waitingIn(clients, DeliveryQueueUrl)).toBe(2);

  const { exitCode, stdout, stderr } = await redrive(
    ...['--stack', deployed.stackName, '--discard-invalid', '--yes'],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('1 deleted, 1 kept') });
  expect(JSON.parse(stdout)).toMatchObject({ body: bad });
  expect(await waitingIn(clients, DeliveryQueueUrl)).toBe(1);
  expect(portal.calls).toEqual([]);
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 5 }),
  );
  expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
    'detail-type': 'OAuth2 Client Alert Discarded',
    detail: { alerts: [{ eventId: 'unreadable' }] },
  });
});
