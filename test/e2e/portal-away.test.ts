import { expect, test } from 'vitest';
import { alertEvent } from './alert-event.ts';
import { redrive } from './redrive-command.ts';
import { setStage } from './stage.ts';
import { waitingIn } from './waiting.ts';

// The emulator tries again, and gives up, where the function is invoked as a rule does it, not behind a rule.

test('an alert that finds the portal down is contained once the portal is back', async () => {
  const { portal, killSwitch, results, clients, deployed } = await setStage();
  const { clientId } = portal.clients.crm;
  await portal.goDown();
  await killSwitch.invokeLater(alertEvent(clientId, { id: 'down-then-up' }));
  const [failed] = await results.of('down-then-up');
  await portal.comeBack();
  const [, retried] = await results.of('down-then-up', 2);
  expect(failed).toMatchObject({ outcome: 'failed', final: false });
  expect(retried).toMatchObject({ outcome: 'disabled', final: true });
  expect(retried?.requestKey).toBe(failed?.requestKey);
  expect(retried?.resultId).not.toBe(failed?.resultId);
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(await waitingIn(clients, deployed.outputs.FailureQueueUrl)).toBe(0);
});

test('an alert that finds the portal down for good waits in the failure queue until redrive contains it', async () => {
  const { portal, killSwitch, results, clients, deployed } = await setStage();
  const { clientId } = portal.clients.crm;
  const failureQueue = () => waitingIn(clients, deployed.outputs.FailureQueueUrl);
  await portal.goDown();
  await killSwitch.invokeLater(alertEvent(clientId, { id: 'down' }));
  await expect.poll(failureQueue, { interval: 200 }).toBe(1);
  expect((await results.of('down', 3)).map(({ outcome, final }) => [outcome, final])).toEqual(
    Array(3).fill(['failed', false]),
  );

  const inVain = await redrive('--stack', deployed.stackName);
  expect(inVain).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('0 deleted, 1 kept') });
  expect(await failureQueue()).toBe(1);

  await portal.comeBack();
  const redriven = await redrive('--stack', deployed.stackName);
  expect(redriven).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 deleted, 0 kept') });
  expect(redriven.stdout).toContain(clientId);
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(await failureQueue()).toBe(0);
  expect((await results.of('down', 5)).at(-1)).toMatchObject({ outcome: 'disabled', final: true });
});
