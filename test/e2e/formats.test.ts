import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { detectorExample } from '../detector-examples.ts';
import { FIXTURE_CLIENT, type FindingFixture, findingEvent, withFindings } from '../findings.ts';
import { ACCOUNT, REGION } from './account/aws-environment.ts';
import { clientsOf } from './clients.ts';
import { deployment } from './deployments.ts';
import { setStage } from './stage.ts';

const FORMATS = ['asff', 'ocsf'] as const;
const KEY = 'docspaceOAuth2ClientId';

const main = deployment('main');
const { events } = clientsOf(main);

const patterns: Record<string, string | undefined> = {};
beforeAll(async () => {
  for (const format of FORMATS) {
    const rule = new DescribeRuleCommand({ Name: `${main.stackName}-${format}`, EventBusName: 'default' });
    patterns[format] = (await events.send(rule)).EventPattern;
  }
});

/** Whether EventBridge matches an event with a deployed pattern: only AWS can send its own events. */
const starts = async (format: (typeof FORMATS)[number], event: object): Promise<boolean | undefined> => {
  const delivered = { account: ACCOUNT, region: REGION, ...event };
  const test = new TestEventPatternCommand({
    EventPattern: patterns[format],
    Event: JSON.stringify(delivered),
  });
  return (await events.send(test)).Result;
};

/** A fixture as the emulated account's bus would deliver it. */
const here = (name: FindingFixture, ids: Parameters<typeof findingEvent>[1] = {}) => ({
  ...findingEvent(name, ids),
  account: ACCOUNT,
  region: REGION,
});

const asff = here('asff-imported');
const ocsf = here('ocsf-imported');
const other = { Type: 'Other', Id: 'x', Details: { Other: { [KEY]: FIXTURE_CLIENT } } };
const nothing = { ProductFields: {}, Resources: [] };

describe('the deployed rule for ASFF starts the function for', () => {
  test.for([
    ['the fixture', asff],
    [
      'a finding with the key in UserDefinedFields',
      withFindings(asff, { ...nothing, UserDefinedFields: { [KEY]: 'x' } }),
    ],
    [
      'a finding with the key in a resource of the type Other',
      withFindings(asff, { ...nothing, Resources: [{ Type: 'AwsIamRole', Id: 'y' }, other] }),
    ],
    ['a resolved finding: the function decides', here('asff-resolved')],
    ['a finding with two clients: its sender gets a result', here('asff-two-clients')],
    ['the button', here('asff-custom-action')],
    [
      'the button on a finding without a client: the person gets a result',
      withFindings(here('asff-custom-action'), nothing),
    ],
  ] as const)('%s', async ([, event]) => {
    expect(await starts('asff', event)).toBe(true);
  });
});

describe('the deployed rule for ASFF does not match', () => {
  test.for([
    ['a finding without the key', withFindings(asff, nothing)],
    ['a misspelt key', here('asff-misspelt-key')],
    [
      'a provider that the settings do not name',
      withFindings(asff, { ProductFields: { [`acme/${KEY}`]: 'x' } }),
    ],
    [
      'a resource of another type',
      withFindings(asff, { ...nothing, Resources: [{ ...other, Type: 'AwsIamRole' }] }),
    ],
    [
      'another button',
      {
        ...here('asff-custom-action'),
        detail: { ...here('asff-custom-action').detail, actionName: 'Open a ticket' },
      },
    ],
    ['insights', { ...asff, 'detail-type': 'Security Hub Insight Results' }],
    ['another source', { ...asff, source: 'aws.guardduty' }],
    ['another account', { ...asff, account: '111111111111' }],
    ['a finding in OCSF', ocsf],
  ] as const)('%s', async ([, event]) => {
    expect(await starts('asff', event)).toBe(false);
  });
});

describe('the deployed rule for OCSF', () => {
  test.for([
    ['the fixture', ocsf],
    ['a finding with the key unmapped', withFindings(ocsf, { resources: [], unmapped: { [KEY]: 'x' } })],
    ['a resolved finding: the function decides', here('ocsf-resolved')],
    ['a finding with two clients: its sender gets a result', here('ocsf-two-clients')],
    [
      'a finding of another class that carries the key: its sender gets a result',
      withFindings(ocsf, { class_uid: 2003 }),
    ],
  ] as const)('starts the function for %s', async ([, event]) => {
    expect(await starts('ocsf', event)).toBe(true);
  });

  test.for([
    ['a misspelt key', here('ocsf-misspelt-key')],
    ['a finding without the key', withFindings(ocsf, { resources: [] })],
    ['another detail-type', { ...ocsf, 'detail-type': 'Findings Imported' }],
    ['another account', { ...ocsf, account: '111111111111' }],
    ['a finding in ASFF', asff],
  ] as const)('leaves alone %s', async ([, event]) => {
    expect(await starts('ocsf', event)).toBe(false);
  });
});

const OcsfTimesSchema = z.object({ finding_info: z.looseObject({}).default({}) });

/** The same fixture, found and delivered now: an old finding is refused. */
const now = (name: FindingFixture, ids: { clientId: string; otherId: string }) => {
  const event = here(name, ids);
  const time = new Date();
  const { finding_info } = OcsfTimesSchema.parse(event.detail.findings[0]);
  return {
    ...withFindings(event, {
      LastObservedAt: time.toISOString(),
      finding_info: { ...finding_info, last_seen_time: time.getTime() },
    }),
    id: `${name}-${time.getTime()}`,
    time: time.toISOString(),
  };
};

describe.for(FORMATS)('a finding in the format %s, by invocation', (format) => {
  const ids = ({ crm, backup }: { crm: { clientId: string }; backup: { clientId: string } }) => ({
    clientId: crm.clientId,
    otherId: backup.clientId,
  });

  test('disables its client, and the result is on the bus, in OCSF too', async () => {
    const { portal, killSwitch, results } = await setStage();
    const event = now(`${format}-imported`, ids(portal.clients));
    const result = await killSwitch.invoke(event);
    expect(result).toMatchObject({ outcome: 'disabled', ocsf: { type_uid: 700102, status: 'Success' } });
    expect(await results.of(event.id)).toEqual([result]);
    expect(portal.databaseEnabled(portal.clients.crm.clientId)).toBe(false);
  });

  test('that is resolved is refused, and one with two clients is invalid: nothing is written', async () => {
    const { portal, killSwitch } = await setStage();
    expect(await killSwitch.invoke(now(`${format}-resolved`, ids(portal.clients)))).toMatchObject({
      guard: { name: 'inactive-finding' },
    });
    expect(await killSwitch.invoke(now(`${format}-two-clients`, ids(portal.clients)))).toMatchObject({
      outcome: 'invalid',
    });
    expect(portal.calls).toEqual([]);
  });

  test('without a client gets no result', async () => {
    const { portal, killSwitch, results } = await setStage();
    const event = now(`${format}-misspelt-key`, ids(portal.clients));
    expect(await killSwitch.invokeAll(event)).toEqual([]);
    expect(results.seen).toEqual([]);
    expect(portal.calls).toEqual([]);
  });
});

test("the documents' rule for a SIEM turns its event on the bus into an alert, quotes and new lines included", async () => {
  const { portal, results, clients, deployed } = await setStage();
  const { event, pattern, transformer } = detectorExample('siem-event');
  const { clientId } = portal.clients.crm;
  const Name = 'siem-to-kill-switch';
  const EventBusName = deployed.outputs.AlertBusName;
  const { RuleArn } = await clients.events.send(
    new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify(pattern) }),
  );
  onTestFinished(async () => {
    await clients.events.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids: ['kill-switch'] }));
    await clients.events.send(new DeleteRuleCommand({ Name, EventBusName }));
  });
  await clients.lambda.send(
    new AddPermissionCommand({
      FunctionName: deployed.outputs.FunctionName,
      Qualifier: 'alerts',
      StatementId: Name,
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RuleArn,
    }),
  );
  await clients.events.send(
    new PutTargetsCommand({
      Rule: Name,
      EventBusName,
      Targets: [{ Id: 'kill-switch', Arn: deployed.outputs.AlertsAliasArn, InputTransformer: transformer }],
    }),
  );
  const detail = { ...event.detail, entities: { oauth_client: clientId } };
  const { Entries = [] } = await clients.events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName,
          Source: event.source,
          DetailType: event['detail-type'],
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  const found = await results.of(Entries[0]?.EventId ?? '');
  expect(found).toMatchObject([
    {
      outcome: 'disabled',
      trigger: {
        source: 'example.siem',
        severity: 'high',
        reason: 'A token of "CRM" was used from two countries within a minute; user said: "not me"',
      },
    },
  ]);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});
