import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { templateOf } from '../synthesised.ts';
import { alarmOf, alarmsOf, only, statementsOf } from '../template-parts.ts';

const template = templateOf({ inputs: 'asff,ocsf', findingNotes: true });
const own = (type: string) =>
  Object.fromEntries(
    Object.entries(template.findResources(type)).filter(([id]) => id.startsWith('FindingNotes')),
  );

const hub = (resource: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':securityhub:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:${resource}`,
    ],
  ],
});

const ABSENT = (prefix: string, ...fields: string[]) =>
  Object.fromEntries(fields.map((field) => [`securityhub:${prefix}/${field}`, 'true']));

const ASFF = {
  Effect: 'Allow',
  Action: 'securityhub:BatchUpdateFindings',
  Resource: hub('hub/default'),
  Condition: {
    StringEquals: {
      'securityhub:ASFFSyntaxPath/Workflow.Status': 'NOTIFIED',
      'securityhub:ASFFSyntaxPath/Note.UpdatedBy': 'docspace.oauth2-kill-switch',
    },
    Null: ABSENT(
      'ASFFSyntaxPath',
      'Confidence',
      'Criticality',
      'RelatedFindings',
      'Severity.Label',
      'Severity.Normalized',
      'Severity.Product',
      'Types',
      'UserDefinedFields.key',
      'UserDefinedFields.value',
      'VerificationState',
    ),
  },
};

const OCSF = {
  Effect: 'Allow',
  Action: 'securityhub:BatchUpdateFindings',
  Resource: hub('hubv2/*'),
  Condition: {
    StringEquals: { 'securityhub:OCSFSyntaxPath/StatusId': '2' },
    Null: ABSENT('OCSFSyntaxPath', 'SeverityId'),
  },
};

describe('the function for notes', () => {
  test('is left out unless it is asked for', () => {
    const without = templateOf({ inputs: 'asff,ocsf' });
    without.resourceCountIs('AWS::Lambda::Function', 1);
    without.resourceCountIs('AWS::SQS::Queue', 2);
    expect(JSON.stringify(without.toJSON())).not.toContain('BatchUpdateFindings');
    expect(alarmOf('finding-notes', alarmsOf(without))).toBeUndefined();
  });

  test('may write this note and this status in the hub of its own account, its log, its queue, and nothing else', () => {
    const [log, queue, ...ofHubs] = statementsOf(template, /^FindingNotesRole/);
    expect(log).toMatchObject({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] });
    expect(queue).toMatchObject({
      Action: 'sqs:SendMessage',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^FindingNotesQueue/), 'Arn'] },
    });
    expect(ofHubs).toEqual([ASFF, OCSF]);
  });

  test('may write in the hubs of the enabled formats only', () => {
    const ofHubs = (inputs: string) =>
      statementsOf(templateOf({ inputs, findingNotes: true }), /^FindingNotesRole/).slice(2);
    expect(ofHubs('asff')).toEqual([ASFF]);
    expect(ofHubs('ocsf')).toEqual([OCSF]);
  });

  test('gives the kill switch no new right', () => {
    const ofKillSwitch = (notes: boolean) =>
      statementsOf(templateOf({ inputs: 'asff,ocsf', findingNotes: notes }), /^KillSwitchRole/);
    expect(ofKillSwitch(true)).toEqual(ofKillSwitch(false));
  });

  test('is not the kill switch: it has no key, no ledger, no network, and no settings at all', () => {
    const { Properties } = z
      .object({ Properties: z.record(z.string(), z.unknown()) })
      .parse(only(own('AWS::Lambda::Function')));
    expect(Object.keys(Properties)).not.toContain('Environment');
    expect(Object.keys(Properties)).not.toContain('VpcConfig');
  });

  test('gets final, proven disables of this portal, of findings of this account and region that nobody has noted', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Description: Match.stringLikeRegexp('^Brings proven disables back'),
      EventBusName: Match.anyValue(),
      EventPattern: {
        source: ['docspace.oauth2-kill-switch'],
        'detail-type': ['OAuth2 Client Containment Result'],
        account: [{ Ref: 'AWS::AccountId' }],
        'replay-name': [{ exists: false }],
        detail: {
          outcome: ['disabled', 'already-disabled'],
          final: [true],
          client: { portal: ['https://example.onlyoffice.com'] },
          trigger: {
            finding: {
              format: ['asff', 'ocsf'],
              account: [{ Ref: 'AWS::AccountId' }],
              region: [{ Ref: 'AWS::Region' }],
              noted: [false],
            },
          },
        },
      },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FindingNotesFunction'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FindingNotesQueue'), 'Arn'] } },
        }),
      ],
    });
  });

  test('what cannot be written goes to a queue of its own within half an hour, and an alarm rings', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^FindingNotesFunction') },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 1_800,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FindingNotesQueue'), 'Arn'] } },
      },
    });
    const alarm = alarmOf('finding-notes', alarmsOf(template));
    expect(alarm).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
    expect(JSON.stringify(alarm?.Dimensions)).toContain('FindingNotesQueue');
    expect(alarm?.AlarmDescription).toMatch(/#finding-notes$/);
  });
});
