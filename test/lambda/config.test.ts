import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../lambda/config.ts';
import { ConfigError, parseSettings } from '../../lambda/contract/settings.ts';

const ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
const OTHER_ID = 'f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f';

const complete = {
  PORTAL_URL: 'https://office.example',
  API_KEY_SECRET_ID: 'docspace/api-key',
  RESULT_BUS_NAME: 'security',
  LEDGER_TABLE: 'ledger',
};

const OPTIONAL = [
  'DIALECT',
  'MODE',
  'PROTECTED_CLIENT_IDS',
  'MINIMUM_SEVERITY',
  'HOLD_SEVERITY',
  'MAX_ALERT_AGE',
  'ALLOW_REPLAYS',
  'BREAKER_LIMIT',
  'BREAKER_WINDOW',
  'REVIEW_AFTER',
  'HOLD_FOR',
  'ON_DRIFT',
  'INPUTS',
  'FINDING_CLIENT_ID_KEY',
  'OCSF_RESULTS',
  'EVIDENCE',
];

/** Whatever they hold is taken. */
const ANY_TEXT = ['ALERT_TRANSPORTS', 'ALERT_SOURCES', 'ALERT_ACCOUNTS', 'AWS_LAMBDA_FUNCTION_NAME'];

const configWith = (env: Record<string, string | undefined>) => parseConfig({ ...complete, ...env });

/** The lines of the error, one a problem. */
const problemsWith = (env: Record<string, string | undefined>): string[] => {
  try {
    configWith(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  throw new Error('the configuration was taken');
};

describe('a configuration that names no more than it must', () => {
  test('enforces, protects nobody, takes what is severe and young, ten clients an hour, and reports drift', () => {
    expect(parseConfig(complete)).toEqual({
      dialect: 'auto',
      mode: 'enforce',
      apiKeySecretId: 'docspace/api-key',
      resultBusName: 'security',
      ledgerTable: 'ledger',
      alertsOn: true,
      alertRules: [],
      policy: {
        portal: 'https://office.example',
        protectedClientIds: new Set(),
        minimumSeverity: 'high',
        holdSeverity: 'high',
        needsApproval: false,
        maxAlertAgeMs: 86_400_000,
        allowReplays: false,
        breakerLimit: 10,
        breakerWindowMs: 3_600_000,
      },
      reviewAfterMs: 86_400_000,
      holdForMs: 604_800_000,
      onDrift: 'report',
      inputs: {
        formats: new Set(),
        clientIdKey: 'docspaceOAuth2ClientId',
        actionName: 'Disable OAuth client',
        wrapped: { transports: new Set(), sources: new Set(['security.alerts']), accounts: new Set() },
        functionName: 'DocSpaceKillSwitch',
      },
      ocsfResults: false,
      evidence: 'none',
    });
  });

  test.for(['', '   ', undefined])('an empty variable is an absent one: %j', (empty) => {
    expect(configWith(Object.fromEntries([...OPTIONAL, ...ANY_TEXT].map((name) => [name, empty])))).toEqual(
      parseConfig(complete),
    );
  });

  test('variables of others are ignored', () => {
    expect(configWith({ PATH: '/bin' })).toEqual(parseConfig(complete));
  });
});

test('every setting is taken', () => {
  const config = configWith({
    DIALECT: 'documented',
    MODE: 'dry-run',
    MINIMUM_SEVERITY: ' Critical ',
    MAX_ALERT_AGE: '7d',
    ALLOW_REPLAYS: 'true',
    PROTECTED_CLIENT_IDS: ID,
    BREAKER_LIMIT: '3',
    BREAKER_WINDOW: '15m',
    REVIEW_AFTER: '4h',
    ON_DRIFT: 'disable',
    INPUTS: ' ocsf, asff,',
    FINDING_CLIENT_ID_KEY: 'appId',
    FINDING_ACTION_NAME: 'Cut it off',
    OCSF_RESULTS: 'true',
    EVIDENCE: 'audit',
    LEDGER_TABLE: 'memory',
    ALERTS: 'off',
    ALERT_RULES: 'aws.partner/acme/one/kill-switch-alerts, default/kill-switch.asff',
  });
  expect(config).toMatchObject({
    dialect: 'documented',
    mode: 'dry-run',
    policy: {
      minimumSeverity: 'critical',
      maxAlertAgeMs: 604_800_000,
      allowReplays: true,
      breakerLimit: 3,
      breakerWindowMs: 900_000,
    },
    reviewAfterMs: 14_400_000,
    onDrift: 'disable',
    inputs: { formats: new Set(['ocsf', 'asff']), clientIdKey: 'appId', actionName: 'Cut it off' },
    ocsfResults: true,
    evidence: 'audit',
    ledgerTable: 'memory',
    alertsOn: false,
    alertRules: [
      { bus: 'aws.partner/acme/one', name: 'kill-switch-alerts' },
      { bus: 'default', name: 'kill-switch.asff' },
    ],
  });
});

describe('every wrong setting is reported at once, each by the name of its variable', () => {
  test('of a configuration that is wrong everywhere', () => {
    const problems = problemsWith({
      PORTAL_URL: 'office.example',
      DIALECT: 'klingon',
      MODE: 'on',
      PROTECTED_CLIENT_IDS: 'crm',
      MINIMUM_SEVERITY: 'loud',
      MAX_ALERT_AGE: 'a day',
      ALLOW_REPLAYS: 'yes',
      BREAKER_LIMIT: 'none',
      BREAKER_WINDOW: '0m',
      REVIEW_AFTER: 'soon',
      ON_DRIFT: 'panic',
      INPUTS: 'asff,cef',
      FINDING_CLIENT_ID_KEY: 'acme/id',
      OCSF_RESULTS: 'on',
      API_KEY_SECRET_ID: '',
      RESULT_BUS_NAME: undefined,
      LEDGER_TABLE: ' ',
      ALERTS: 'maybe',
      ALERT_RULES: 'security/alerts,alerts',
    });
    expect(problems).toEqual([
      '  PORTAL_URL must be the address of the portal alone, with https:// in front and nothing behind it, for example https://example.onlyoffice.com',
      '  DIALECT must be one of auto, current, documented',
      '  MODE must be enforce, approve or dry-run',
      '  PROTECTED_CLIENT_IDS (entry 1) must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168',
      '  MINIMUM_SEVERITY must be one of informational, low, medium, high, critical, or a usual other word for one, such as INFO, MODERATE, SEV1 to SEV5, P1 to P5',
      '  MAX_ALERT_AGE must be a duration over zero, such as 90m, 24h or 7d',
      '  ALLOW_REPLAYS must be true or false',
      '  BREAKER_LIMIT must be a whole number from 1 to 1000',
      '  BREAKER_WINDOW must be a duration over zero, such as 90m, 24h or 7d',
      '  REVIEW_AFTER must be a duration over zero, such as 90m, 24h or 7d',
      '  ON_DRIFT must be report or disable',
      '  INPUTS (entry 2) must be one of asff, ocsf',
      '  FINDING_CLIENT_ID_KEY must be 1 to 64 letters, digits or _ and begin with a letter',
      '  OCSF_RESULTS must be true or false',
      '  API_KEY_SECRET_ID is missing: name or ARN of the secret that holds the API key',
      '  RESULT_BUS_NAME is missing: name or ARN of the event bus for results',
      '  LEDGER_TABLE is missing: name of the DynamoDB table of the ledger',
      '  ALERTS must be on or off',
      '  ALERT_RULES (entry 2) must be a list of rules, each as bus/name',
    ]);
  });

  test('of a configuration that is not there', () => {
    expect(() => parseConfig({})).toThrow(ConfigError);
    expect(() => parseConfig({})).toThrow(
      /PORTAL_URL is missing: .*\n {2}API_KEY_SECRET_ID is.*\n {2}RESULT_BUS_NAME is.*\n {2}LEDGER_TABLE is/,
    );
  });

  test('and what a variable holds is never repeated', () => {
    const secret = 'sk-0123456789';
    const names = ['PORTAL_URL', ...OPTIONAL];
    const problems = problemsWith(Object.fromEntries(names.map((name) => [name, secret])));
    expect(problems.length).toBeGreaterThanOrEqual(names.length);
    expect(problems.join('\n')).not.toContain(secret);
  });
});

describe('the address of the portal', () => {
  test.for([
    ['https://Office.Example/', 'https://office.example'],
    ['https://office.example:443', 'https://office.example'],
    ['https://office.example:8443', 'https://office.example:8443'],
    [' https://office.example ', 'https://office.example'],
    ['http://localhost:8092', 'http://localhost:8092'],
    ['http://127.0.0.1:18200', 'http://127.0.0.1:18200'],
    ['http://127.8.9.10', 'http://127.8.9.10'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s becomes the origin %s', ([given, portal]) => {
    expect(configWith({ PORTAL_URL: given }).policy.portal).toBe(portal);
  });

  test.for([
    'http://office.example',
    'http://127.evil.com',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
    'http://0.0.0.0',
  ])('%s is refused: http is for the own machine', (address) => {
    expect(problemsWith({ PORTAL_URL: address })).toEqual([
      '  PORTAL_URL must begin with https://; http is for a portal on this machine only',
    ]);
  });

  test.for([
    'https://office.example/portal',
    'https://office.example/?tenant=1',
    'https://office.example/#top',
    'https://admin@office.example',
    'https://admin:pw@office.example',
    'ftp://office.example',
    'file:///etc/passwd',
    'office.example',
    'https://',
  ])('%s is refused: no address of a portal alone', (address) => {
    expect(problemsWith({ PORTAL_URL: address })).toContainEqual(
      expect.stringMatching(/^ {2}PORTAL_URL must be the address of the portal alone/),
    );
  });
});

describe('the age of an alert', () => {
  test.for([
    ['90s', 90_000],
    ['1.5h', 5_400_000],
    ['24 h', 86_400_000],
    [' 7d ', 604_800_000],
  ] as const)('%s is %i ms', ([given, milliseconds]) => {
    expect(configWith({ MAX_ALERT_AGE: given }).policy.maxAlertAgeMs).toBe(milliseconds);
  });

  test.for(['24', '24H', '-1h', '1h30m', '1e3h', 'h', '7 days', 'Infinity', '1w', '1h\n2'])(
    '%j is refused',
    (age) => {
      expect(problemsWith({ MAX_ALERT_AGE: age })).toEqual([
        '  MAX_ALERT_AGE must be a duration over zero, such as 90m, 24h or 7d',
      ]);
    },
  );

  test('a duration that is too long to read is refused, not replaced by the default', () => {
    expect(problemsWith({ MAX_ALERT_AGE: `${'1'.repeat(120)}h` })).toHaveLength(1);
  });
});

describe('how many clients alerts may disable', () => {
  test.for([
    ['1', 1],
    ['0010', 10],
    ['1000', 1_000],
  ] as const)('%s is %i', ([given, limit]) => {
    expect(configWith({ BREAKER_LIMIT: given }).policy.breakerLimit).toBe(limit);
  });

  test.for(['0', '0000', '1001', '10000', '-1', '+1', '1.5', '1e2', '0x10', '1 0', 'ten', 'Infinity', 'off'])(
    '%j is refused: a breaker that never opens, or is always open, is none',
    (limit) => {
      expect(problemsWith({ BREAKER_LIMIT: limit })).toEqual([
        '  BREAKER_LIMIT must be a whole number from 1 to 1000',
      ]);
    },
  );
});

describe('the protected list', () => {
  test('is read canonical: any case, blanks, empty entries and copies', () => {
    const { policy } = configWith({ PROTECTED_CLIENT_IDS: ` ${ID.toUpperCase()} ,, ${OTHER_ID},\n${ID},` });
    expect([...policy.protectedClientIds]).toEqual([ID, OTHER_ID]);
  });

  test('every entry that is no id is reported by its number', () => {
    expect(problemsWith({ PROTECTED_CLIENT_IDS: `crm,${ID},${ID} ${OTHER_ID},${OTHER_ID}` })).toEqual([
      expect.stringMatching(/^ {2}PROTECTED_CLIENT_IDS \(entry 1\) must be a UUID/),
      expect.stringMatching(/^ {2}PROTECTED_CLIENT_IDS \(entry 3\) must be a UUID/),
    ]);
  });
});

test('the lists that are held to wrapped alerts are read without their blanks', () => {
  const { wrapped, functionName } = configWith({
    ALERT_TRANSPORTS: ' arn:aws:sns:eu-central-1:123456789012:a , arn:aws:sqs:eu-central-1:123456789012:b,',
    ALERT_SOURCES: 'a, b',
    ALERT_ACCOUNTS: '111111111111',
    AWS_LAMBDA_FUNCTION_NAME: 'kill-switch',
  }).inputs;
  expect([...wrapped.transports]).toEqual([
    'arn:aws:sns:eu-central-1:123456789012:a',
    'arn:aws:sqs:eu-central-1:123456789012:b',
  ]);
  expect([[...wrapped.sources], [...wrapped.accounts]]).toEqual([['a', 'b'], ['111111111111']]);
  expect(functionName).toBe('kill-switch');
});

test('off AWS the names of secret, bus and table are not needed', () => {
  const settings = parseSettings({ PORTAL_URL: 'http://127.0.0.1:1' });
  expect(settings).toEqual({
    dialect: 'auto',
    mode: 'enforce',
    policy: parseConfig({ ...complete, PORTAL_URL: 'http://127.0.0.1:1' }).policy,
    reviewAfterMs: 86_400_000,
    holdForMs: 604_800_000,
    onDrift: 'report',
    inputs: parseConfig(complete).inputs,
    ocsfResults: false,
    evidence: 'none',
  });
  expect(() => parseSettings({ MODE: 'x' })).toThrow(/PORTAL_URL is missing.*\n {2}MODE must be/);
});
