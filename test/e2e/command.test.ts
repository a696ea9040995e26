import { expect, onTestFinished, test } from 'vitest';
import { startPortal } from '../../local/portal/simulator.ts';
import { folderWith } from '../folders.ts';
import { freePort } from './account/free-port.ts';
import { commandIn } from './run-command.ts';

const NAME = 'NewSwitch';

test('five commands from an account without a kill switch to a proven one, and an incident to its end', async () => {
  const port = await freePort();
  const portal = await startPortal({ port });
  onTestFinished(() => portal.close());
  const folder = folderWith({
    'settings.json': JSON.stringify({
      portalUrl: portal.url,
      stackName: NAME,
      removalPolicy: 'destroy',
      // The emulator has no policies of event buses.
      guardResults: false,
    }),
  });
  const command = commandIn(folder);
  const stack = ['--stack', NAME];
  const { clientId } = portal.clients.crm;
  const title = `stack ${NAME} in us-east-1: function ${NAME}\n`;

  const cdk = ['-c', 'settings=settings.json', '--yes', '--'];
  onTestFinished(async () => {
    await command(['destroy', ...cdk, '--output', 'out']);
  });
  const deployed = await command(['deploy', ...cdk, '--method', 'direct', '--output', 'out']);
  expect(deployed, deployed.err).toMatchObject({ code: 0 });
  expect(deployed.out).toContain(`next  docspace-kill-switch store-key --stack ${NAME}\n`);

  // Before the key is there, the check says so, and what to do.
  const early = await command(['check', ...stack]);
  expect(early).toMatchObject({ code: 1, out: expect.stringContaining(`${title}unhealthy`) });

  const stored = await command(['store-key', ...stack], `${portal.keys.admin}\n`);
  expect(stored).toMatchObject({
    code: 0,
    out: expect.stringContaining(`docspace-kill-switch check --stack ${NAME}`),
  });
  expect(stored.out + stored.err).not.toContain(portal.keys.admin);

  const check = await command(['check', ...stack]);
  expect(check, check.out).toMatchObject({ code: 0, out: expect.stringContaining(`${title}healthy`) });
  expect(check.out).toContain(`docspace-kill-switch drill <clientId> --stack ${NAME}`);

  const drill = await command(['drill', clientId, ...stack]);
  expect(drill, drill.err).toMatchObject({ code: 0, out: expect.stringMatching(/^result +dry-run$/m) });
  expect(portal.activationWrites(clientId)).toEqual([]);

  // The incident: an alert disables, a person looks, rotates the secret, and restores.
  const contained = await command(['drill', clientId, ...stack, '--write']);
  expect(contained).toMatchObject({ code: 0, out: expect.stringMatching(/^result +disabled$/m) });
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(await command(['list', ...stack])).toMatchObject({
    code: 0,
    out: expect.stringContaining('contained'),
  });
  const enable = ['enable', clientId, ...stack, '--reason', 'case closed'];
  expect(await command(enable)).toMatchObject({ code: 3, out: expect.stringContaining('unrotated-secret') });
  await portal.store.regenerate(clientId, 'another secret');
  expect(await command(enable)).toMatchObject({ code: 0, out: expect.stringMatching(/^enabled /m) });
  expect(portal.databaseEnabled(clientId)).toBe(true);
  const logs = await command(['logs', ...stack]);
  expect(logs.out).toMatch(/KS200 Request ended; outcome enabled; clientId /);
});
