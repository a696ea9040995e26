import { AddPermissionCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { folderWith } from '../folders.ts';
import { commandIn } from './run-command.ts';
import { setStage } from './stage.ts';

/** The command for the `main` stack; whatever a test closes is open again after it. */
const setEmergency = async () => {
  const stage = await setStage();
  const { stackName, outputs } = stage.deployed;
  const run = commandIn(folderWith({}));
  const command = (verb: string, ...args: string[]) => run([verb, '--stack', stackName, ...args]);
  onTestFinished(async () => {
    await command('resume');
  });
  return {
    ...stage,
    command,
    rule: `rule ${outputs.FunctionName}-alerts on the bus ${outputs.AlertBusName}`,
  };
};

test('stop closes the rules of the stack, no alert acts until resume, and check says so', async () => {
  const { portal, killSwitch, results, command, rule } = await setEmergency();
  const { clientId } = portal.clients.crm;

  const stopped = await command('stop');
  expect(stopped, stopped.out + stopped.err).toMatchObject({
    code: 0,
    out: expect.stringContaining(`closed   ${rule}\n`),
  });
  expect(stopped.out).toMatch(/^stopped$/m);
  expect((await command('stop')).out).toContain(`was off  ${rule}\n`);
  const check = await command('check');
  expect(check, check.err).toMatchObject({ code: 1, out: expect.stringContaining('stopped: off is') });

  await killSwitch.alert({ clientId });
  // A person's request is answered after the alert was put on the bus, and is all that the portal saw.
  expect(await killSwitch.invoke({ action: 'status', clientId })).toMatchObject({ outcome: 'status' });
  expect(portal.activationWrites()).toEqual([]);

  const resumed = await command('resume');
  expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining(`opened  ${rule}\n`) });
  expect((await command('resume')).out).toContain('nothing to resume');
  const [eventId = ''] = await killSwitch.alert({ clientId });
  expect(await results.of(eventId)).toMatchObject([{ outcome: 'disabled' }]);
});

test('stop names a way in that it may not close, with the command; stop --all lets nobody in', async () => {
  const { deployed, clients, killSwitch, command } = await setEmergency();
  const { FunctionName } = deployed.outputs;
  const StatementId = 'somebody-else';
  await clients.lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId,
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: 'arn:aws:sns:us-east-1:000000000000:alerts',
    }),
  );
  onTestFinished(async () => {
    await clients.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));
  });

  const stopped = await command('stop');
  expect(stopped, stopped.out).toMatchObject({ code: 1 });
  expect(stopped.out).toContain('open     arn:aws:sns:us-east-1:000000000000:alerts\n');
  expect(stopped.out).toContain(`remove-permission --region us-east-1 --function-name ${FunctionName}`);

  const closed = await command('stop', '--all');
  expect(closed, closed.err).toMatchObject({ code: 0, out: expect.stringContaining('its concurrency is 0') });
  await expect(killSwitch.invoke({ action: 'check' })).rejects.toMatchObject({
    name: 'TooManyRequestsException',
  });

  const resumed = await command('resume');
  expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining('opened  the function') });
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
});
