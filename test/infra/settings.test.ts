import { spawnSync } from 'node:child_process';
import { describe, expect, test, vi } from 'vitest';
import { SETTING_NAMES } from '../../infra/setting-schema.ts';
import { readSettings } from '../../infra/settings.ts';
import { SettingsError } from '../../infra/settings-error.ts';
import { settingsInContext } from '../../infra/settings-in-context.ts';
import { RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { folderWith } from '../folders.ts';
import { CLIENT_ID } from './profiles.ts';
import { cdkJson, PORTAL } from './synthesised.ts';

const problemsOf = (given: Record<string, unknown>): readonly string[] => {
  try {
    readSettings(given);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};

const settingsOf = (given: Record<string, unknown>) => readSettings({ portalUrl: PORTAL, ...given })[0];

describe('every problem is reported at once, by the name of the setting', () => {
  test('a missing portal, with an example of a command', () => {
    expect(() => readSettings({})).toThrow(
      /portalUrl is missing: .*\n.*\n {2}docspace-kill-switch deploy -c portalUrl=https/,
    );
  });

  test('invalid values of every kind', () => {
    const problems = problemsOf({
      portalUrl: 'http://example.onlyoffice.com',
      dialect: 'old',
      mode: 'off',
      protectedClientIds: `${CLIENT_ID},x`,
      minimumSeverity: 'bad',
      holdSeverity: 'worse',
      maxAlertAge: '1 week',
      allowReplays: 'yes',
      breakerLimit: 0,
      breakerWindow: 'an hour',
      reviewAfter: '0h',
      holdFor: 'for ever',
      onDrift: 'enable',
      watchInterval: 4,
      ledgerProtection: 'maybe',
      stackName: '1',
      alertBusName: 'arn:aws:events:x',
      alertSources: `security.alerts,${RESULT_SOURCE}`,
      alertAccounts: [1],
      alertOrganization: 'example',
      alertTransports: 'arn:aws:sqs:eu-central-1:123456789012:alerts,arn:aws:lambda:eu-central-1:1:x',
      inputs: 'cef',
      findingClientIdKey: 'acme/id',
      findingProviders: 'acme.com',
      findingActionName: 'a name that is far too long',
      ocsf: 'on',
      evidence: 'logs',
      alerts: true,
      guardResults: 'maybe',
      apiKeySecretArn: 'docspace/api-key',
      notifyEmail: 'nobody',
      vpcId: 'x',
      subnetIds: 'x',
      securityGroupIds: 'x',
      caCertificateFile: '"',
      proxyUrl: 'proxy:3128',
      reservedConcurrency: '0',
      logRetentionDays: 31,
      testEvents: 'maybe',
      consoleForm: 'maybe',
      chatTopic: 'maybe',
      dashboard: 'maybe',
      findingNotes: 'maybe',
      enableApprovers: 'lee',
      canaryClientId: 'x',
      permissionsBoundary: 'boundary',
      removalPolicy: 'snapshot',
      runbookUrl: 'http://wiki.example.com',
    });
    const named = new Set(problems.map((problem) => problem.split(' ')[0]));
    expect([...named].sort()).toEqual(
      [...SETTING_NAMES.filter((name) => name !== 'portals' && name !== 'resultBusName')].sort(),
    );
    expect(problems).toContain(
      'protectedClientIds (entry 2) must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168',
    );
    expect(problems).toContain(
      `alertSources (entry 2) must not be ${RESULT_SOURCE}: results would start the function that makes them`,
    );
  });

  test('an unknown setting, with the known ones; its value is never shown', () => {
    const [problem = ''] = problemsOf({ portalUrl: PORTAL, apiKey: 'sk-secret' });
    expect(problem).toMatch(
      /^apiKey is an unknown setting, from -c, settings\.json or the context of ~\/\.cdk\.json; /,
    );
    expect(problem).not.toContain('sk-secret');
  });

  test('a typing error in the name of a setting, with the one that was meant', () => {
    const [problem = ''] = problemsOf({ portalUrl: PORTAL, minimumSeverty: 'high' });
    expect(problem).toMatch(/^minimumSeverty is an unknown setting.*; did you mean minimumSeverity\?$/);
  });

  test('a certificate file by its path in the project, wherever the command runs', () => {
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folderWith({}));
    const problems = problemsOf({ portalUrl: PORTAL, caCertificateFile: 'package.json' });
    cwd.mockRestore();
    expect(problems).toEqual([expect.stringContaining('package.json holds no certificate')]);
  });

  test('a severity to hold from that is above the one to act from, whichever of them was left out', () => {
    const above = (minimum: string) =>
      `holdSeverity must not be above the minimum severity, which is ${minimum}`;
    const problems = (given: Record<string, unknown>) => problemsOf({ portalUrl: PORTAL, ...given });
    expect(problems({ holdSeverity: 'critical' })).toEqual([above('high')]);
    expect(problems({ holdSeverity: 'high', minimumSeverity: 'medium' })).toEqual([above('medium')]);
    expect(problems({ holdSeverity: 'high' })).toEqual([]);
    expect(problems({ minimumSeverity: 'low' })).toEqual([]);
    expect(settingsOf({ minimumSeverity: 'low' })?.function.policy.holdSeverity).toBe('low');
  });

  test('a setting of the wrong JSON type', () => {
    expect(problemsOf({ portalUrl: PORTAL, mode: { a: 1 }, stackName: { b: 1 } })).toHaveLength(2);
  });

  test('an organisation on a bus whose policy is not ours, and beside a list of accounts', () => {
    const alertOrganization = 'o-a1b2c3d4e5';
    expect(problemsOf({ portalUrl: PORTAL, alertOrganization })).toEqual([]);
    expect(problemsOf({ portalUrl: PORTAL, alertOrganization, alertBusName: 'security' })).toEqual([
      "alertOrganization must not be set with alertBusName: on a bus of your own, write the organisation into the bus's policy and list the accounts in alertAccounts",
    ]);
    expect(problemsOf({ portalUrl: PORTAL, alertOrganization, alertAccounts: '111111111111' })).toEqual([
      'alertOrganization must not be set with alertAccounts: an event names its account and no organisation; set one of the two',
    ]);
  });

  test('approvers without a form that asks them, and more of them than a form can ask', () => {
    const approvers = (count: number) =>
      Array.from({ length: count }, (_, at) => `arn:aws:iam::123456789012:user/user${at}`);
    expect(problemsOf({ portalUrl: PORTAL, enableApprovers: approvers(1) })).toEqual([
      'enableApprovers must not be set without consoleForm=true: they approve what is asked for in that form',
    ]);
    expect(problemsOf({ portalUrl: PORTAL, consoleForm: true, enableApprovers: approvers(10) })).toEqual([]);
    expect(problemsOf({ portalUrl: PORTAL, consoleForm: true, enableApprovers: approvers(11) })).toEqual([
      'enableApprovers must hold at most 10 entries',
    ]);
  });

  test('notes in findings where no finding is let in', () => {
    expect(problemsOf({ portalUrl: PORTAL, findingNotes: true })).toEqual([
      'findingNotes must not be set without inputs: notes are written into the findings that inputs lets in; set inputs to asff, ocsf or both',
    ]);
    expect(problemsOf({ portalUrl: PORTAL, findingNotes: true, inputs: 'asff' })).toEqual([]);
  });

  test('a canary that is protected would be refused every day', () => {
    expect(
      problemsOf({ portalUrl: PORTAL, canaryClientId: CLIENT_ID, protectedClientIds: [CLIENT_ID] }),
    ).toEqual(['canaryClientId must not be in protectedClientIds: every drill would be refused']);
  });
});

describe('a setting means the same from -c and from settings.json', () => {
  test.each([
    ['alertSources', 'a,b', ['a', 'b']],
    ['allowReplays', 'true', true],
    ['inputs', 'asff,ocsf', ['asff', 'ocsf']],
    ['ocsf', 'true', true],
    ['evidence', 'audit', 'audit'],
    ['reservedConcurrency', '5', 5],
    ['breakerLimit', '3', 3],
    ['watchInterval', '15', 15],
    ['ledgerProtection', 'false', false],
    ['testEvents', 'true', true],
    ['guardResults', 'false', false],
    ['consoleForm', 'true', true],
    ['chatTopic', 'true', true],
    ['dashboard', 'false', false],
    ['protectedClientIds', CLIENT_ID.toUpperCase(), [CLIENT_ID]],
    [
      'alertTransports',
      'arn:aws:sns:eu-central-1:123456789012:alerts, arn:aws:sqs:eu-central-1:123456789012:alerts.fifo',
      ['arn:aws:sns:eu-central-1:123456789012:alerts', 'arn:aws:sqs:eu-central-1:123456789012:alerts.fifo'],
    ],
    ['alertAccounts', '111111111111, 222222222222', ['111111111111', '222222222222']],
  ])('%s', (name, text, json) => {
    expect(settingsOf({ [name]: text })).toEqual(settingsOf({ [name]: json }));
    expect(settingsOf({ [name]: text })).not.toEqual(settingsOf({}));
  });

  test('an empty text counts as not given', () => {
    expect(settingsOf({ notifyEmail: '', mode: '' })).toEqual(settingsOf({}));
  });
});

test('the ledger is protected unless the stack may be destroyed, or as ledgerProtection says', () => {
  const isProtected = (given: Record<string, unknown>) => settingsOf(given)?.ledgerProtection;
  expect(isProtected({})).toBe(true);
  expect(isProtected({ removalPolicy: 'destroy' })).toBe(false);
  expect(isProtected({ removalPolicy: 'destroy', ledgerProtection: true })).toBe(true);
  expect(isProtected({ ledgerProtection: false })).toBe(false);
});

test('notes in findings mean the same from -c and from settings.json', () => {
  expect(settingsOf({ inputs: 'asff', findingNotes: 'true' })?.findingNotes).toBe(true);
  expect(settingsOf({ inputs: 'asff', findingNotes: true })?.findingNotes).toBe(true);
});

describe('several portals', () => {
  const portals = [
    { name: 'main', portalUrl: PORTAL },
    { name: 'lab', portalUrl: 'https://lab.example.com', mode: 'dry-run' },
  ];

  test('each have a stack, which takes what its entry does not set from the common settings', () => {
    const stacks = readSettings({ portals: JSON.stringify(portals), minimumSeverity: 'low' });
    expect(
      stacks.map(({ stackName, function: { mode, policy } }) => [stackName, mode, policy.minimumSeverity]),
    ).toEqual([
      ['DocSpaceKillSwitch-main', 'enforce', 'low'],
      ['DocSpaceKillSwitch-lab', 'dry-run', 'low'],
    ]);
  });

  test.each([
    ['no JSON', '[{', /^portals must be a JSON list/],
    ['no entry', [], /^portals must be a JSON list/],
    ['an entry without a name', [{ portalUrl: PORTAL }], /^portals \(entry 1\) name is missing/],
    ['an entry without a portal', [{ name: 'a' }], /^portals \(entry 1\) portalUrl is missing/],
    [
      'an unknown setting in an entry',
      [{ name: 'a', portalUrl: PORTAL, modus: 1 }],
      /entry 1\) modus is an unknown setting/,
    ],
    ['one portal twice', [portals[0], { name: 'b', portalUrl: `${PORTAL}/` }], /the same portal twice/],
    ['one name twice', [portals[0], { ...portals[1], name: 'main' }], /the same name/],
  ])('%s is refused', (_, given, problem) => {
    expect(problemsOf({ portals: given })).toEqual([expect.stringMatching(problem)]);
  });

  test('exclude a portalUrl beside them', () => {
    expect(problemsOf({ portals, portalUrl: PORTAL })).toEqual([expect.stringContaining('with portals')]);
  });
});

describe('the context of CDK', () => {
  test('holds no setting in cdk.json: feature flags are never taken for one', () => {
    expect(settingsInContext(cdkJson.context)).toEqual({});
  });

  test('may hold what the command line puts there', () => {
    const context = {
      'aws:cdk:enable-path-metadata': true,
      'availability-zones:account=1:region=x': [],
      'cli-telemetry': false,
      'acknowledged-issue-numbers': [1],
      '@aws-cdk/core:bootstrapQualifier': 'x',
      portalUrl: PORTAL,
    };
    expect(settingsInContext(context)).toEqual({ portalUrl: PORTAL });
  });

  test("CDK's own permissions boundary, given as a text, is named with what would be right", () => {
    const context = { '@aws-cdk/core:permissionsBoundary': 'arn:aws:iam::123456789012:policy/boundary' };
    expect(() => settingsInContext(context)).toThrow(
      /@aws-cdk\/core:permissionsBoundary must be an object such as \{"arn": .*use the setting permissionsBoundary/,
    );
  });

  test('without a portal ends the app with one message and no stack trace', () => {
    const main = new URL('../../infra/main.ts', import.meta.url).pathname;
    const { status, stderr } = spawnSync(process.execPath, [main], {
      encoding: 'utf8',
      cwd: folderWith({}),
      env: { CDK_CONTEXT_JSON: '{"aws:cdk:bundling-stacks":[]}' },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The settings are not usable:\n {2}portalUrl is missing/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
