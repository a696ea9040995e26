import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ALERT_DETAIL_TYPE } from '../../lambda/contract/alert-event.ts';
import { SECURITY_HUB_SOURCE } from '../../lambda/contract/finding-format.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { CLIENT_ID, PROFILES } from './profiles.ts';
import { PORTAL, templateOf, templatesOf } from './synthesised.ts';
import { only } from './template-parts.ts';

const LAB = 'https://lab.example.com';

const template = templateOf();

const ownBus = { 'Fn::GetAtt': [expect.stringMatching(/^BusesOwn/), 'Arn'] };

/** What the policies of buses say. */
const busStatements = (of: Template) =>
  Object.values(of.findResources('AWS::Events::EventBusPolicy')).map(
    (policy) =>
      z.object({ Properties: z.object({ Statement: z.looseObject({ Effect: z.string() }) }) }).parse(policy)
        .Properties.Statement,
  );
const allowedOn = (of: Template) => busStatements(of).filter(({ Effect }) => Effect === 'Allow');

describe('the rule', () => {
  const PatternSchema = z.object({
    source: z.array(z.string()),
    'detail-type': z.array(z.string()),
    account: z.array(z.unknown()).optional(),
    detail: z.unknown().optional(),
    $or: z.unknown().optional(),
  });
  const patternOf = (of: Template) =>
    z
      .object({ Properties: z.object({ EventPattern: PatternSchema }) })
      .parse(
        only(
          of.findResources('AWS::Events::Rule', { Properties: { Name: Match.stringLikeRegexp('-alerts$') } }),
        ),
      ).Properties.EventPattern;
  const own = { Ref: 'AWS::AccountId' };

  test('takes alerts of the default source from the own account', () => {
    expect(patternOf(template)).toEqual({
      source: ['security.alerts'],
      'detail-type': [ALERT_DETAIL_TYPE],
      account: [own],
    });
  });

  test('asks for no name of the client: one by cid, or several by clientIds, pass as well', () => {
    for (const of of templatesOf({
      portals: [
        { name: 'a', portalUrl: PORTAL },
        { name: 'b', portalUrl: LAB },
      ],
    }))
      expect(Object.keys(z.object({ detail: z.object({}).loose() }).parse(patternOf(of)).detail)).toEqual([
        'portal',
      ]);
    expect(patternOf(template).detail).toBeUndefined();
  });

  const others = { alertSources: 'a,b', alertAccounts: '111111111111' };

  test('takes other sources and accounts where they are named, and then none from the own account', () => {
    expect(patternOf(templateOf(others))).toEqual({
      source: ['a', 'b'],
      'detail-type': [ALERT_DETAIL_TYPE],
      account: ['111111111111'],
    });
  });

  test('takes the canary’s drills from the own account beside them, and nothing else from there', () => {
    expect(patternOf(templateOf({ ...others, canaryClientId: CLIENT_ID }))).toEqual({
      source: ['a', 'b'],
      'detail-type': [ALERT_DETAIL_TYPE],
      $or: [
        { account: ['111111111111'] },
        { account: [own], detail: { clientId: [CLIENT_ID], dryRun: [true] } },
      ],
    });
    const portal = [PORTAL, `${PORTAL}/`];
    const [ofSeveral] = templatesOf({
      ...others,
      portals: [
        { name: 'main', portalUrl: PORTAL, canaryClientId: CLIENT_ID },
        { name: 'b', portalUrl: LAB },
      ],
    });
    expect(ofSeveral && patternOf(ofSeveral).$or).toEqual([
      { account: ['111111111111'], detail: { portal } },
      { account: [own], detail: { portal, clientId: [CLIENT_ID], dryRun: [true] } },
    ]);
  });

  test('with a canary and no other account is as open as without', () => {
    expect(patternOf(templateOf({ canaryClientId: CLIENT_ID }))).toEqual(patternOf(template));
  });

  test('is on, unless alerts are off: then it stays off through every deploy', () => {
    const stateOf = (of: Template) =>
      z
        .object({ Properties: z.object({ State: z.string() }) })
        .parse(
          only(of.findResources('AWS::Events::Rule', { Properties: { Name: 'DocSpaceKillSwitch-alerts' } })),
        ).Properties.State;
    expect(stateOf(template)).toBe('ENABLED');
    expect(stateOf(templateOf({ alerts: 'off' }))).toBe('DISABLED');
  });

  test('can never match a result, whatever the sources are', () => {
    for (const of of [template, templateOf({ alertSources: 'a,docspace' })]) {
      expect(patternOf(of).source).not.toContain(RESULT_SOURCE);
      expect(patternOf(of)['detail-type']).not.toContain(RESULT_DETAIL_TYPE);
    }
    expect(() => templateOf({ alertSources: RESULT_SOURCE })).toThrow(
      'would start the function that makes them',
    );
  });

  test.each(['aws.cloudwatch', 'security.alerts,aws.cloudwatch', 'aws.sns'])(
    'can never match an alarm of our own, or anything else that AWS sends: %s is refused',
    (alertSources) => {
      expect(() => templateOf({ alertSources })).toThrow(
        'must not begin with aws.: only AWS may send such events',
      );
    },
  );

  test('of several portals takes its own portal’s alerts only', () => {
    const portals = [PORTAL, LAB];
    const templates = templatesOf({
      portals: portals.map((portalUrl, at) => ({ name: `p${at}`, portalUrl })),
    });
    expect(templates.map((of) => patternOf(of).detail)).toEqual(
      portals.map((portal) => ({ portal: [portal, `${portal}/`] })),
    );
  });

  test('opens the own bus to a named account for alerts alone, and to nobody by default', () => {
    expect(allowedOn(template)).toEqual([]);
    expect(allowedOn(templateOf({ alertAccounts: '111111111111' }))).toEqual([
      {
        Effect: 'Allow',
        Principal: {
          AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:root']] },
        },
        Action: 'events:PutEvents',
        Resource: ownBus,
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': ['security.alerts'] },
          StringEquals: { 'events:detail-type': ALERT_DETAIL_TYPE },
          Null: { 'events:source': 'false' },
        },
      },
    ]);
  });

  const ORGANIZATION = { alertOrganization: 'o-a1b2c3d4e5' };

  test('opens the own bus to every account of a named organisation, for alerts alone', () => {
    expect(allowedOn(templateOf({ ...ORGANIZATION, alertSources: 'a,b' }))).toEqual([
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: ownBus,
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': ['a', 'b'] },
          StringEquals: { 'events:detail-type': ALERT_DETAIL_TYPE, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
          Null: { 'events:source': 'false' },
        },
      },
    ]);
  });

  test('with an organisation takes alerts from any account that the bus let in: an event names no organisation', () => {
    expect(patternOf(templateOf({ ...ORGANIZATION, canaryClientId: CLIENT_ID }))).toEqual({
      source: ['security.alerts'],
      'detail-type': [ALERT_DETAIL_TYPE],
    });
    const [ofSeveral] = templatesOf({
      ...ORGANIZATION,
      portals: [
        { name: 'main', portalUrl: PORTAL },
        { name: 'b', portalUrl: LAB },
      ],
    });
    expect(ofSeveral && patternOf(ofSeveral)).toEqual({
      source: ['security.alerts'],
      'detail-type': [ALERT_DETAIL_TYPE],
      detail: { portal: [PORTAL, `${PORTAL}/`] },
    });
  });

  test('does not open a bus that exists already: its policy is its owner’s', () => {
    const settings = { alertAccounts: '111111111111', alertBusName: 'security', resultBusName: 'security' };
    templateOf(settings).resourceCountIs('AWS::Events::EventBusPolicy', 0);
  });
});

const StartingSchema = z.object({
  Properties: z.object({
    EventPattern: z.object({ source: z.array(z.string()).min(1) }),
    Targets: z.array(z.object({ Arn: z.unknown() })),
  }),
});

test.each(Object.entries(PROFILES))(
  'no rule that starts the function can match a result or an alarm: the profile %s',
  (_, settings) => {
    const rules = templatesOf(settings)
      .flatMap((of) => Object.values(of.findResources('AWS::Events::Rule')))
      .map((rule) => StartingSchema.parse(rule).Properties)
      .filter(({ Targets }) => JSON.stringify(Targets).includes('KillSwitchAlias'));
    expect(rules.length).toBeGreaterThan(0);
    const sources = new Set(rules.flatMap(({ EventPattern }) => EventPattern.source));
    for (const source of sources)
      expect(
        source === SECURITY_HUB_SOURCE || !/^aws\.|^docspace\.oauth2-kill-switch$/.test(source),
        source,
      ).toBe(true);
  },
);

describe('the own bus', () => {
  const deny = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: ownBus,
    Condition: {
      'ForAnyValue:StringEquals': { 'events:source': RESULT_SOURCE },
      ArnNotEquals: {
        'aws:PrincipalArn': { 'Fn::GetAtt': [expect.stringMatching(/^KillSwitchRole/), 'Arn'] },
      },
    },
  };
  const denied = (of: Template) => busStatements(of).filter(({ Effect }) => Effect === 'Deny');

  test('takes results from the function’s role alone, whatever the policies of others allow', () => {
    expect(denied(template)).toEqual([deny]);
    expect(denied(templateOf({ alertBusName: 'security', alertAccounts: '111111111111' }))).toEqual([deny]);
  });

  test('is left without that where it carries no results, and where it is not wanted', () => {
    expect(denied(templateOf({ resultBusName: 'security' }))).toEqual([]);
    expect(denied(templateOf({ guardResults: false }))).toEqual([]);
  });
});
