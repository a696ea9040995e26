import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DisableRuleCommand,
  EnableRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { DETAIL_METRICS } from '../../lambda/contract/metric-names.ts';
import type { ContainmentResult } from '../../lambda/contract/result.ts';
import { startPortal } from '../../local/portal/simulator.ts';
import { clientsOf } from './clients.ts';
import { deployment, PROTECTED_ID } from './deployments.ts';
import { killSwitchOf } from './kill-switch.ts';
import { setStage } from './stage.ts';

type Stage = Awaited<ReturnType<typeof setStage>>;

const failed = ({ checks = [] }: ContainmentResult) =>
  checks.filter(({ ok }) => !ok).map(({ name, message }) => `${name}: ${message}`);

/** The schedule's own check, and its event. */
const toldBySchedule = async ({ killSwitch, results }: Stage) => {
  const { requestKey } = await killSwitch.invoke({ schedule: 'check' });
  const [event] = await results.ofRequest(requestKey);
  if (event === undefined) throw new Error('no event was published');
  return event;
};

test('a dead key is reported by a check and by the event of the schedule, while its signature is still good', async () => {
  const stage = await setStage();
  const { killSwitch, portal } = stage;
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
  portal.revokeKey(portal.keys.admin);
  expect(failed(await killSwitch.invoke({ action: 'check' }))).toEqual([
    expect.stringMatching(/^portal: .*401/),
  ]);
  const event = await toldBySchedule(stage);
  expect(event).toMatchObject({ outcome: 'unhealthy', trigger: { type: 'schedule' } });
  expect(failed(event)).toEqual([expect.stringMatching(/^portal: .*401/)]);
});

test('a rule that was disabled by hand is reported by a check and by the event of the schedule', async () => {
  const stage = await setStage();
  const { killSwitch, clients, deployed } = stage;
  const rule = {
    Name: `${deployed.outputs.FunctionName}-alerts`,
    EventBusName: deployed.outputs.AlertBusName,
  };
  onTestFinished(async () => void (await clients.events.send(new EnableRuleCommand(rule))));
  await clients.events.send(new DisableRuleCommand(rule));
  const line = expect.stringMatching(/^rule .*-alerts: it was disabled outside the settings/);
  expect(failed(await killSwitch.invoke({ action: 'check' }))).toEqual([line]);
  const event = await toldBySchedule(stage);
  expect([event.outcome, failed(event)]).toEqual(['unhealthy', [line]]);

  await clients.events.send(new EnableRuleCommand(rule));
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
});

test('with nothing but the grants of the stack a check sees its rule and its bus', async () => {
  const { killSwitch } = await setStage('granted');
  const { outcome, checks } = await killSwitch.invoke({ action: 'check' });
  expect(outcome).toBe('healthy');
  expect(checks?.map(({ name }) => name).slice(-2)).toEqual([
    'result-bus',
    expect.stringMatching(/^rule .*-alerts$/),
  ]);
});

// Nothing can be published on a bus that is gone: answer, log and metric have it, and the metric rings the alarm.
test('a bus that was deleted is reported by a check, and by the answer and the metric of the schedule', async () => {
  const deployed = deployment('busless');
  const { outputs, portalPort } = deployed;
  const clients = clientsOf(deployed);
  const portal = await startPortal({ port: portalPort });
  onTestFinished(() => portal.close());
  portal.addClient({ clientId: PROTECTED_ID });
  const key = { SecretId: outputs.ApiKeySecretArn, SecretString: portal.keys.admin };
  await clients.secrets.send(new PutSecretValueCommand(key));
  const killSwitch = killSwitchOf(deployed, clients);
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });

  const bus = { Name: outputs.ResultBusName };
  // What destroys the stack expects it.
  onTestFinished(async () => void (await clients.events.send(new CreateEventBusCommand(bus))));
  await clients.events.send(new DeleteEventBusCommand(bus));
  for (const payload of [{ action: 'check' }, { schedule: 'check' }]) {
    const result = await killSwitch.invoke(payload);
    expect(result.outcome).toBe('unhealthy');
    expect(failed(result)).toContainEqual(expect.stringMatching(/^result-bus: .* does not exist/));
  }
  const lines = await clients.logs.send(new FilterLogEventsCommand({ logGroupName: outputs.LogGroupName }));
  expect(lines.events?.map(({ message }) => message).join('\n')).toContain(
    `"${DETAIL_METRICS.checkUnhealthy}":1`,
  );
});
