import { expect, test } from 'vitest';
import { type FindingFixture, findingEvent, withFindings } from '../findings.ts';
import { ACCOUNT, REGION } from './account/aws-environment.ts';
import { pointTo, startSecurityHub } from './security-hub.ts';
import { setStage } from './stage.ts';

/** A finding of the emulated account that was seen then, as it is delivered now. */
const found = (
  name: FindingFixture,
  { clientId, id, seen, ...changes }: { clientId: string; id: string; seen: Date } & Record<string, unknown>,
) => ({
  ...withFindings(findingEvent(name, { clientId }), {
    LastObservedAt: seen.toISOString(),
    finding_info: { uid: 'oauth-watch/7c1d2e3f', last_seen_time: seen.getTime() },
    ...changes,
  }),
  account: ACCOUNT,
  region: REGION,
  id: `${id}-${clientId}`,
  time: new Date().toISOString(),
});

const setNoting = async () => {
  const stage = await setStage('noting');
  const hub = await startSecurityHub();
  await pointTo(stage.clients.lambda, `${stage.deployed.stackName}-finding-notes`, hub.endpoint);
  return { ...stage, hub, clientId: stage.portal.addClient().clientId };
};

test('a finding that disabled its client gets a note and NOTIFIED; the note comes back and nothing happens; the next detection acts', async () => {
  const { portal, killSwitch, results, hub, clientId } = await setNoting();
  hub.refuseNext(429);
  const seen = new Date();
  const result = await killSwitch.invoke(found('asff-imported', { clientId, id: 'first', seen }));
  expect(result).toMatchObject({ outcome: 'disabled', final: true });
  const [update] = await hub.received(1);
  expect(update).toEqual({
    call: 'PATCH /findings/batchupdate',
    FindingIdentifiers: [
      {
        Id: 'oauth-watch/7c1d2e3f',
        ProductArn: 'arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default',
      },
    ],
    Note: {
      Text: expect.stringContaining(`${result.summary} Request: ${result.requestKey}.`),
      UpdatedBy: 'docspace.oauth2-kill-switch',
    },
    Workflow: { Status: 'NOTIFIED' },
  });

  const { length: calls } = portal.calls;
  const noted = {
    Note: { ...update?.Note, UpdatedAt: new Date().toISOString() },
    Workflow: update?.Workflow,
  };
  const echo = found('asff-imported', { clientId, id: 'echo', seen, ...noted });
  expect(await killSwitch.invokeAll(echo)).toEqual([]);
  expect(portal.calls).toHaveLength(calls);

  const next = new Date(seen.getTime() + 1);
  const again = await killSwitch.invoke(
    found('asff-imported', { clientId, id: 'again', seen: next, ...noted }),
  );
  expect(again).toMatchObject({ outcome: 'already-disabled', final: true });
  expect(again.proof.writes.length).toBeGreaterThan(0);
  expect((await hub.received(2))[1]?.Note?.Text).toContain(again.requestKey);
  expect(await results.of(`again-${clientId}`)).toHaveLength(1);
  expect(results.seen.map(({ trigger }) => trigger.eventId)).not.toContain(echo.id);
  expect(hub.updates).toHaveLength(2);
});

test('a finding in OCSF gets a comment and In Progress', async () => {
  const { killSwitch, hub, clientId } = await setNoting();
  const event = found('ocsf-imported', { clientId, id: 'first', seen: new Date() });
  const result = await killSwitch.invoke(event);
  expect(result).toMatchObject({ outcome: 'disabled' });
  expect(await hub.received(1)).toEqual([
    {
      call: 'PATCH /findingsv2/batchupdatev2',
      MetadataUids: ['e51603d1054aad9d9f498d82d6e81acf4cf6bc88140e8ad2273123c73b810840'],
      Comment: expect.stringContaining(result.requestKey),
      StatusId: 2,
    },
  ]);
});

test('an alert that is no finding, and a finding that is refused, write nothing into Security Hub', async () => {
  const { portal, killSwitch, results, hub, clientId } = await setNoting();
  const [alert = ''] = await killSwitch.alert({ clientId, portal: portal.url, severity: 'critical' });
  expect(await results.of(alert)).toMatchObject([{ outcome: 'disabled' }]);
  const seen = new Date();
  const low = found('asff-imported', { clientId, id: 'low', seen, Severity: { Label: 'LOW' } });
  expect(await killSwitch.invoke(low)).toMatchObject({ guard: { name: 'below-severity' } });
  const last = await killSwitch.invoke(found('asff-imported', { clientId, id: 'last', seen }));
  const updates = await hub.received(1);
  expect(updates.map(({ Note }) => Note?.Text)).toEqual([expect.stringContaining(last.requestKey)]);
});
