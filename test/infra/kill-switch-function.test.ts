import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { VARIABLE_OF } from '../../infra/function-settings.ts';
import { parseConfig } from '../../lambda/config.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { CLIENT_ID } from './profiles.ts';
import { PORTAL, templateOf } from './synthesised.ts';
import { environmentOf, statementsOf } from './template-parts.ts';

const template = templateOf();

/** One call carries many events: all of them must be results. */
const RESULTS_ONLY = {
  'ForAllValues:StringEquals': { 'events:source': RESULT_SOURCE },
  StringEquals: { 'events:detail-type': RESULT_DETAIL_TYPE },
  Null: { 'events:source': 'false' },
};

const ruleArn = (rule: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':events:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:rule/${rule}`,
    ],
  ],
});

describe('the function', () => {
  test('runs as its time limits need it, and logs to a group of its own', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 600,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
      ReservedConcurrentExecutions: Match.absent(),
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('its role may do exactly this', () => {
    const arnOf = (part: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(part), 'Arn'] });
    const statements = statementsOf(template, /KillSwitch/);
    expect(new Set(statements.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
    const granted = statements.map(({ Action, Resource, Condition }) => ({
      actions: [Action].flat().sort(),
      on: Resource,
      ...(Condition === undefined ? {} : { only: Condition }),
    }));
    const byAction = (one: { actions: string[] }, other: { actions: string[] }) =>
      String(one.actions[0]).localeCompare(String(other.actions[0]));
    expect(granted.sort(byAction)).toEqual([
      {
        actions: [
          'dynamodb:BatchGetItem',
          'dynamodb:DeleteItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        on: arnOf(/^Ledger/),
      },
      { actions: ['events:DescribeEventBus'], on: arnOf(/^BusesOwn/) },
      // By a name that is known before the rule: the rule needs the function, and not the other way round.
      { actions: ['events:DescribeRule'], on: ruleArn('DocSpaceKillSwitch/DocSpaceKillSwitch-alerts') },
      {
        actions: ['events:PutEvents'],
        on: arnOf(/^BusesOwn/),
        only: RESULTS_ONLY,
      },
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], on: arnOf(/^KillSwitchLog/) },
      {
        actions: ['secretsmanager:GetSecretValue'],
        on: { 'Fn::GetAtt': [expect.stringMatching(/^ApiKey/), 'Id'] },
      },
      { actions: ['sqs:SendMessage'], on: arnOf(/^FailureQueue/) },
      // X-Ray knows no resources.
      { actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], on: '*' },
    ]);
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('puts results on the bus and can forge no alert', () => {
    const [statement] = statementsOf(template, /KillSwitch/).filter(
      ({ Action }) => Action === 'events:PutEvents',
    );
    expect(statement?.Condition).toEqual(RESULTS_ONLY);
  });

  test('has in its environment what its own configuration reads, and no secret', () => {
    const { POWERTOOLS_SERVICE_NAME, NODE_OPTIONS, ...settings } = environmentOf(
      templateOf({
        dialect: 'current',
        mode: 'approve',
        protectedClientIds: [CLIENT_ID],
        minimumSeverity: 'LOW',
        holdSeverity: 'info',
        maxAlertAge: '90m',
        allowReplays: true,
        breakerLimit: 25,
        breakerWindow: '30m',
        reviewAfter: '7d',
        holdFor: '2d',
        onDrift: 'disable',
        inputs: 'ocsf',
        findingClientIdKey: 'appId',
        ocsf: true,
        evidence: 'audit',
        alerts: 'off',
        alertSources: 'a,b',
        alertAccounts: '111111111111',
        alertTransports: 'arn:aws:sqs:eu-central-1:123456789012:alerts',
      }),
    );
    expect(Object.keys(settings).sort()).toEqual(
      [
        ...Object.values(VARIABLE_OF),
        ...['ALERT_SOURCES', 'ALERT_ACCOUNTS', 'ALERT_TRANSPORTS'],
        ...['API_KEY_SECRET_ID', 'RESULT_BUS_NAME', 'LEDGER_TABLE', 'ALERTS', 'ALERT_RULES'],
      ].sort(),
    );
    // Each value differs from its default: a misspelt name would not get through.
    expect(parseConfig(settings)).toEqual({
      dialect: 'current',
      mode: 'approve',
      policy: {
        portal: PORTAL,
        protectedClientIds: new Set([CLIENT_ID]),
        minimumSeverity: 'low',
        holdSeverity: 'informational',
        needsApproval: true,
        maxAlertAgeMs: 5_400_000,
        allowReplays: true,
        breakerLimit: 25,
        breakerWindowMs: 1_800_000,
      },
      reviewAfterMs: 604_800_000,
      holdForMs: 172_800_000,
      inputs: {
        formats: new Set(['ocsf']),
        clientIdKey: 'appId',
        actionName: 'Disable OAuth client',
        wrapped: {
          transports: new Set(['arn:aws:sqs:eu-central-1:123456789012:alerts']),
          sources: new Set(['a', 'b']),
          accounts: new Set(['111111111111']),
        },
        functionName: 'DocSpaceKillSwitch',
      },
      ocsfResults: true,
      evidence: 'audit',
      onDrift: 'disable',
      apiKeySecretId: expect.stringContaining('ApiKey'),
      resultBusName: expect.stringContaining('Buses'),
      ledgerTable: expect.stringContaining('Ledger'),
      alertsOn: false,
      alertRules: [
        { bus: 'DocSpaceKillSwitch', name: 'DocSpaceKillSwitch-alerts' },
        { bus: 'default', name: 'DocSpaceKillSwitch-ocsf' },
      ],
    });
    expect({ POWERTOOLS_SERVICE_NAME, NODE_OPTIONS }).toEqual({
      POWERTOOLS_SERVICE_NAME: 'DocSpaceKillSwitch',
      NODE_OPTIONS: '--enable-source-maps',
    });
  });

  test('may look at exactly the rules that it is given, which are those of the stack', () => {
    const with_ = templateOf({ inputs: 'asff,ocsf', alertBusName: 'security' });
    const [statement] = statementsOf(with_, /KillSwitch/).filter(
      ({ Action }) => Action === 'events:DescribeRule',
    );
    const names = [
      'DocSpaceKillSwitch-asff',
      'DocSpaceKillSwitch-ocsf',
      'security/DocSpaceKillSwitch-alerts',
    ];
    expect(statement?.Resource).toEqual(names.map(ruleArn));
    const { ALERT_RULES = '' } = environmentOf(with_);
    expect(ALERT_RULES.split(',').sort()).toEqual([
      'default/DocSpaceKillSwitch-asff',
      'default/DocSpaceKillSwitch-ocsf',
      'security/DocSpaceKillSwitch-alerts',
    ]);
    for (const { bus, name } of parseConfig(environmentOf(with_)).alertRules)
      with_.hasResourceProperties('AWS::Events::Rule', { Name: name, EventBusName: bus, State: 'ENABLED' });
  });

  test('falls back to the defaults of its configuration', () => {
    const { policy, mode, dialect, reviewAfterMs, onDrift } = parseConfig(environmentOf(template));
    expect({ ...policy, mode, dialect, reviewAfterMs, onDrift }).toEqual({
      portal: PORTAL,
      protectedClientIds: new Set(),
      minimumSeverity: 'high',
      holdSeverity: 'high',
      needsApproval: false,
      maxAlertAgeMs: 86_400_000,
      allowReplays: false,
      breakerLimit: 10,
      breakerWindowMs: 3_600_000,
      reviewAfterMs: 86_400_000,
      onDrift: 'report',
      mode: 'enforce',
      dialect: 'auto',
    });
  });

  test('can be given a share of the concurrency of the account', () => {
    templateOf({ reservedConcurrency: '5' }).hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: 5,
    });
  });

  test('and nothing else here may do everything of a service', () => {
    const actions = statementsOf(template, /./).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});

test('a permissions boundary is on every role', () => {
  const boundary = 'arn:aws:iam::123456789012:policy/boundary';
  templateOf({ permissionsBoundary: boundary }).allResourcesProperties('AWS::IAM::Role', {
    PermissionsBoundary: boundary,
  });
});
