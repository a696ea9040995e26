import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readSettings } from '../../../infra/settings.ts';
import { CLIENT_ID, SECRET_ARN } from '../profiles.ts';
import { PORTAL, packagedTemplate, quietAppWith } from '../synthesised.ts';
import { deployedWith } from './deployed-with.ts';

const TemplateSchema = z.object({
  Parameters: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Default: z.unknown().optional(),
      AllowedPattern: z.string().optional(),
      AllowedValues: z.array(z.unknown()).optional(),
      MinValue: z.number().optional(),
      MaxValue: z.number().optional(),
    }),
  ),
  Conditions: z.record(z.string(), z.unknown()),
  Resources: z.record(z.string(), z.looseObject({ Type: z.string() })),
});

const packaged = (settings: Record<string, unknown> = {}) =>
  TemplateSchema.parse(packagedTemplate(settings).toJSON());

/** What the parameters hold where nothing else is given. */
const defaults = (template: ReturnType<typeof packaged>) =>
  Object.fromEntries(Object.entries(template.Parameters).map(([name, { Default }]) => [name, Default]));

const REQUIRED = { portalUrl: PORTAL, apiKeySecretArn: SECRET_ARN };

const FULL = {
  ...REQUIRED,
  notifyEmail: 'security@example.com',
  mode: 'approve',
  minimumSeverity: 'medium',
  alertSources: 'security.alerts,acme.detector',
  alertAccounts: '111111111111,222222222222',
  protectedClientIds: CLIENT_ID,
  breakerLimit: '3',
  reservedConcurrency: '5',
};

/** What a deploy by the command makes of the same settings. */
const deployed = (settings: Record<string, unknown>) => {
  const [stack] = quietAppWith(settings).stacks;
  if (stack === undefined) throw new Error('the app has no stack');
  return TemplateSchema.partial({ Conditions: true }).parse(Template.fromStack(stack).toJSON());
};

describe('deployed with parameters, the packaged template is what a deploy with the same settings makes', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['the required ones alone', REQUIRED, {}],
    ['all of them', FULL, {}],
    [
      'all of them, and settings that are packaged',
      FULL,
      {
        inputs: 'asff',
        canaryClientId: '0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e',
        watchInterval: 15,
        chatTopic: true,
        consoleForm: true,
        testEvents: 'true',
      },
    ],
  ])('%s', (_, parameters, settings) => {
    const template = packaged(settings);
    const values = { ...defaults(template), ...parameters };
    expect(deployedWith(template, values, 'DocSpaceKillSwitch')).toEqual(
      deployedWith(deployed({ ...settings, ...parameters }), {}, 'DocSpaceKillSwitch'),
    );
  });
});

describe('a parameter takes what its setting takes', () => {
  const { Parameters } = packaged();
  const takes = (name: string, value: string): boolean => {
    const parameter = Parameters[name];
    if (parameter === undefined) throw new Error(`there is no parameter ${name}`);
    const {
      AllowedPattern = '',
      AllowedValues,
      MinValue = 0,
      MaxValue = Number.POSITIVE_INFINITY,
      Type,
    } = parameter;
    if (AllowedValues !== undefined) return AllowedValues.includes(value);
    if (Type === 'Number')
      return /^\d+$/.test(value) && Number(value) >= MinValue && Number(value) <= MaxValue;
    return (Type === 'CommaDelimitedList' ? value.split(',') : [value]).every((one) =>
      new RegExp(AllowedPattern).test(one),
    );
  };
  const settingTakes = (name: string, value: string): boolean => {
    try {
      readSettings({ portalUrl: PORTAL, [name]: value });
      return true;
    } catch {
      return false;
    }
  };

  test.each([
    ['portalUrl', PORTAL, 'http://127.0.0.1:8092', 'https://portal.example.com:8443'],
    ['apiKeySecretArn', SECRET_ARN, SECRET_ARN.replace('arn:aws:', 'arn:aws-us-gov:')],
    ['notifyEmail', '', 'security+docspace@mail.example.com'],
    ['mode', 'enforce', 'approve', 'dry-run'],
    ['minimumSeverity', 'informational', 'critical'],
    ['alertSources', 'security.alerts', 'a,b.c/d_e-f'],
    ['alertAccounts', '', '111111111111', '111111111111,222222222222'],
    ['protectedClientIds', '', CLIENT_ID, `${CLIENT_ID},${CLIENT_ID.replace('6', '7')}`],
    ['breakerLimit', '1', '1000'],
    ['reservedConcurrency', '1', '1000'],
  ])('%s takes what is right', (name, ...values) => {
    for (const value of values)
      expect([value, takes(name, value), settingTakes(name, value)]).toEqual([value, true, true]);
  });

  test.each([
    ['portalUrl', '', 'http://example.onlyoffice.com', `${PORTAL}/portal`, `${PORTAL}?x`, 'example.com'],
    ['apiKeySecretArn', 'docspace/api-key', SECRET_ARN.slice(0, -7)],
    ['notifyEmail', 'security', 'a@b', 'a b@example.com'],
    ['mode', 'off'],
    ['minimumSeverity', 'none'],
    ['alertSources', 'aws.events', 'docspace.oauth2-kill-switch', 'a b'],
    ['alertAccounts', '1111', '111111111111 222222222222'],
    ['protectedClientIds', 'crm', `${CLIENT_ID} ${CLIENT_ID}`],
    ['breakerLimit', '0', '1001', 'x'],
    ['reservedConcurrency', '1001', 'x'],
  ])('%s refuses what is wrong, before anything is deployed', (name, ...values) => {
    for (const value of values) expect([value, takes(name, value)]).toEqual([value, false]);
    for (const value of values.filter((one) => one !== ''))
      expect([value, settingTakes(name, value)]).toEqual([value, false]);
  });
});

test('the accounts that are given may send alerts over the bus of the stack, and nothing else; without any there is no such policy', () => {
  const { Resources } = packaged();
  const policies = Object.values(Resources).filter(({ Condition }) => Condition === 'HasAlertAccounts');
  expect(policies).toMatchObject([
    {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Split': [',', { Ref: 'alertAccounts' }] } },
          Action: 'events:PutEvents',
          Condition: {
            'ForAllValues:StringEquals': { 'events:source': { Ref: 'alertSources' } },
            StringEquals: { 'events:detail-type': 'OAuth2 Client Security Alert' },
          },
        },
      },
    },
  ]);
});

test('the settings that it is packaged with are the defaults of its parameters; portal and key have none of their own', () => {
  expect(defaults(packaged(FULL))).toEqual({
    ...FULL,
    breakerLimit: 3,
    reservedConcurrency: 5,
    codePrefix: '',
    codeBucket: undefined,
  });
  expect(defaults(packaged())).toMatchObject({ portalUrl: undefined, apiKeySecretArn: undefined });
});

test.each([
  ['portals', [{ name: 'main', portalUrl: PORTAL }], 'deploy the template once for each portal'],
  ['holdSeverity', 'low', 'leave it out'],
  ['alertOrganization', 'o-a1b2c3d4e5', 'leave it out'],
  ['mode', 'off', 'mode must be enforce, approve or dry-run'],
])('%s that cannot be packaged is refused in one sentence', (name, value, message) => {
  expect(() => packaged({ [name]: value })).toThrow(message);
});

test('nothing of it needs the bootstrap of CDK or names this machine', () => {
  const text = JSON.stringify(packaged(FULL));
  for (const word of ['cdk-hnb659fds', 'BootstrapVersion', 'portal.example.com', process.cwd()])
    expect(text.includes(word), word).toBe(false);
});
