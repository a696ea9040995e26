import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { VARIABLE_OF } from '../../infra/function-settings.ts';
import { parseConfig } from '../../lambda/config.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/results/result.ts';
import { CLIENT_ID } from './profiles.ts';
import { PORTAL, templateOf } from './synthesised.ts';
import { environmentOf, statementsOf } from './template-parts.ts';

const template = templateOf();

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
    const statements = statementsOf(template, /KillSwitch/);
    const allowed = statements.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : ['?']));
    expect(allowed.sort()).toEqual([
      'events:PutEvents',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    const everywhere = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'));
    expect(everywhere.flatMap(({ Action }) => Action)).toEqual([
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('puts results on the bus and can forge no alert', () => {
    const [statement] = statementsOf(template, /KillSwitch/).filter(
      ({ Action }) => Action === 'events:PutEvents',
    );
    expect(statement?.Condition).toEqual({
      StringEquals: { 'events:source': RESULT_SOURCE, 'events:detail-type': RESULT_DETAIL_TYPE },
    });
  });

  test('has in its environment what its own configuration reads, and nothing secret', () => {
    const { POWERTOOLS_SERVICE_NAME, NODE_OPTIONS, ...settings } = environmentOf(
      templateOf({
        dialect: 'current',
        mode: 'dry-run',
        protectedClientIds: [CLIENT_ID],
        minimumSeverity: 'LOW',
        maxAlertAge: '90m',
        allowReplays: true,
      }),
    );
    expect(Object.keys(settings).sort()).toEqual(
      [...Object.values(VARIABLE_OF), 'API_KEY_SECRET_ID', 'RESULT_BUS_NAME'].sort(),
    );
    // Each value differs from its default: a misspelt name would not get through.
    expect(parseConfig(settings)).toEqual({
      dialect: 'current',
      mode: 'dry-run',
      policy: {
        portal: PORTAL,
        protectedClientIds: new Set([CLIENT_ID]),
        minimumSeverity: 'low',
        maxAlertAgeMs: 5_400_000,
        allowReplays: true,
      },
      apiKeySecretId: expect.stringContaining('ApiKey'),
      resultBusName: expect.stringContaining('Buses'),
    });
    expect({ POWERTOOLS_SERVICE_NAME, NODE_OPTIONS }).toEqual({
      POWERTOOLS_SERVICE_NAME: 'DocSpaceKillSwitch',
      NODE_OPTIONS: '--enable-source-maps',
    });
  });

  test('falls back to the defaults of its configuration', () => {
    const { policy, mode, dialect } = parseConfig(environmentOf(template));
    expect({ ...policy, mode, dialect }).toEqual({
      portal: PORTAL,
      protectedClientIds: new Set(),
      minimumSeverity: 'high',
      maxAlertAgeMs: 86_400_000,
      allowReplays: false,
      mode: 'enforce',
      dialect: 'auto',
    });
  });

  test('can be given a share of the account’s concurrency', () => {
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
