import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { STANDING_ALARMS } from '../../lambda/contract/alarm-anchor.ts';
import { IGNORED_METRICS } from '../../lambda/contract/metric-names.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { templateOf, templatesOf } from './synthesised.ts';
import { alarmsOf, environmentOf } from './template-parts.ts';

const EXISTS = [{ exists: true }];
const KEY = 'docspaceOAuth2ClientId';

const RuleSchema = z.object({
  Properties: z.looseObject({
    Name: z.string(),
    Description: z.string(),
    EventBusName: z.unknown(),
    EventPattern: z.looseObject({ source: z.array(z.string()), 'detail-type': z.array(z.string()) }),
    Targets: z.array(z.unknown()).length(1),
  }),
});

const rulesOf = (settings: Record<string, unknown>) =>
  Object.values(templateOf(settings).findResources('AWS::Events::Rule'))
    .flatMap((rule) => RuleSchema.safeParse(rule).data?.Properties ?? [])
    .filter(({ EventPattern }) => EventPattern.source.includes('aws.securityhub'));

const patternOf = (format: string, settings: Record<string, unknown> = {}) =>
  rulesOf({ inputs: 'asff,ocsf', ...settings }).find(({ Name }) => Name.endsWith(`-${format}`))?.EventPattern;

/** What another button sends is let through by no key. */
const NO_BUTTON = { actionName: [{ exists: false }] };

const both = templateOf({ inputs: ['asff', 'ocsf'] });

describe('a rule for findings', () => {
  test('exists only for a format that is switched on', () => {
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf({ inputs: 'ocsf' }).map(({ Name }) => Name)).toEqual(['DocSpaceKillSwitch-ocsf']);
  });

  test('listens on the bus default, whatever the bus of alerts is', () => {
    for (const alertBusName of ['security', 'default'])
      expect(rulesOf({ inputs: 'asff', alertBusName })[0]?.EventBusName).toBe('default');
  });

  test('takes ASFF with the key in a place where the adapter looks, and one custom action by its name', () => {
    expect(patternOf('asff')).toEqual({
      source: ['aws.securityhub'],
      'detail-type': ['Security Hub Findings - Imported', 'Security Hub Findings - Custom Action'],
      account: [{ Ref: 'AWS::AccountId' }],
      detail: {
        $or: [
          { actionName: ['Disable OAuth client'] },
          { ...NO_BUTTON, findings: { ProductFields: { [KEY]: EXISTS } } },
          { ...NO_BUTTON, findings: { UserDefinedFields: { [KEY]: EXISTS } } },
          {
            ...NO_BUTTON,
            findings: { Resources: { Type: ['Other'], Details: { Other: { [KEY]: EXISTS } } } },
          },
        ],
      },
    });
  });

  test('takes a key after a prefix only where the settings name the provider', () => {
    expect(
      patternOf('asff', { findingProviders: 'acme,arn:aws:x/y', findingActionName: 'Kill' }),
    ).toMatchObject({
      detail: {
        $or: [
          { actionName: ['Kill'] },
          { findings: { ProductFields: { [KEY]: EXISTS } } },
          { findings: { ProductFields: { [`acme/${KEY}`]: EXISTS } } },
          { findings: { ProductFields: { [`arn:aws:x/y/${KEY}`]: EXISTS } } },
          {},
          {},
        ],
      },
    });
  });

  test('takes OCSF with a resource of the key’s type, or the key unmapped', () => {
    expect(patternOf('ocsf', { findingClientIdKey: 'appId' })).toEqual({
      source: ['aws.securityhub'],
      'detail-type': ['Findings Imported V2'],
      account: [{ Ref: 'AWS::AccountId' }],
      detail: {
        $or: [
          { findings: { resources: { type: ['appId'] } } },
          { findings: { unmapped: { appId: EXISTS } } },
        ],
      },
    });
  });

  test('counts the own account, with which Security Hub speaks, beside those that alerts count', () => {
    expect(patternOf('ocsf', { alertAccounts: '111111111111' })).toMatchObject({
      account: [{ Ref: 'AWS::AccountId' }, '111111111111'],
    });
  });

  test('can never match a result', () => {
    const rules = rulesOf({ inputs: 'asff,ocsf' });
    expect(rules).toHaveLength(2);
    for (const { EventPattern } of rules) {
      expect(EventPattern.source).not.toContain(RESULT_SOURCE);
      expect(EventPattern['detail-type']).not.toContain(RESULT_DETAIL_TYPE);
    }
  });

  test.each(['asff', 'ocsf'])('delivers as the alert rule does: %s', (format) => {
    both.hasResourceProperties('AWS::Events::Rule', {
      Name: `DocSpaceKillSwitch-${format}`,
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^KillSwitchAliasalerts') },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeliveryQueue'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 185 },
        }),
      ],
    });
    both.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: {
        'Fn::GetAtt': [Match.stringLikeRegexp(`^${format === 'asff' ? 'Asff' : 'Ocsf'}Findings`), 'Arn'],
      },
    });
  });
});

describe('with findings', () => {
  test('each rule has the two alarms of a rule, and they lead to the same sections of the runbook', () => {
    const added = alarmsOf(both).slice(STANDING_ALARMS.length);
    expect(added.map(({ AlarmName }) => AlarmName).sort()).toEqual([
      'DocSpaceKillSwitch-asff-delivery-lost',
      'DocSpaceKillSwitch-asff-rule-failed-invocations',
      'DocSpaceKillSwitch-ocsf-delivery-lost',
      'DocSpaceKillSwitch-ocsf-rule-failed-invocations',
    ]);
    for (const { AlarmName, AlarmDescription, Dimensions } of added) {
      const [, rule = '', anchor = ''] = /^(DocSpaceKillSwitch-\w+)-(.+)$/.exec(AlarmName) ?? [];
      expect(AlarmDescription.endsWith(`#${anchor}`)).toBe(true);
      expect(Dimensions).toEqual([{ Name: 'RuleName', Value: rule }]);
    }
  });

  test('nobody but the rules may put messages into the delivery queue', () => {
    const rules = ['AlertsRule', 'AsffFindingsRule', 'OcsfFindingsRule'].map((id) => ({
      'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), 'Arn'],
    }));
    both.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: Match.stringLikeRegexp('^DeliveryQueue') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          ...rules.slice(1).map((rule) =>
            Match.objectLike({
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Condition: { ArnEquals: { 'aws:SourceArn': rule } },
            }),
          ),
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sqs:SendMessage',
            Condition: { ArnNotEquals: { 'aws:SourceArn': rules } },
          }),
        ]),
      },
    });
  });

  test('the setting that stops alerts stops them', () => {
    const stopped = Object.values(
      templateOf({ inputs: 'asff,ocsf', alerts: 'off' }).findResources('AWS::Events::Rule'),
    );
    expect(stopped.filter((rule) => JSON.stringify(rule).includes('"State":"DISABLED"'))).toHaveLength(3);
  });

  test('the dashboard shows how many named no client', () => {
    const dashboardOf = (template: typeof both) =>
      JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(dashboardOf(both)).toContain(IGNORED_METRICS.findings);
    expect(dashboardOf(templateOf())).not.toContain(IGNORED_METRICS.findings);
  });

  test('the function is given the formats to take', () => {
    expect(environmentOf(both)).toMatchObject({ INPUTS: 'asff,ocsf', FINDING_CLIENT_ID_KEY: KEY });
    expect(environmentOf(templateOf())).not.toHaveProperty('INPUTS');
  });
});

test('several portals must not start with the same finding', () => {
  const portals = (key: string) => [
    { name: 'main', portalUrl: 'https://example.onlyoffice.com', inputs: 'asff,ocsf' },
    { name: 'lab', portalUrl: 'https://lab.example.com', inputs: 'asff', findingClientIdKey: key },
  ];
  expect(() => templatesOf({ portals: portals(KEY) })).toThrow(
    'portals take findings (asff) under the same findingClientIdKey',
  );
  expect(templatesOf({ portals: portals('labClientId') })).toHaveLength(2);
});
