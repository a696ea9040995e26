import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ALERT_DETAIL_TYPE } from '../../lambda/requests/alert-event.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/results/result.ts';
import { CLIENT_ID } from './profiles.ts';
import { PORTAL, templateOf, templatesOf } from './synthesised.ts';
import { only } from './template-parts.ts';

const template = templateOf();

describe('the rule', () => {
  const PatternSchema = z.object({
    source: z.array(z.string()),
    'detail-type': z.array(z.string()),
    account: z.array(z.unknown()),
    detail: z.unknown().optional(),
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

  test('takes other sources and accounts where they are named; a canary keeps the own account', () => {
    const settings = { alertSources: 'a,b', alertAccounts: '111111111111' };
    expect(patternOf(templateOf(settings))).toMatchObject({ source: ['a', 'b'], account: ['111111111111'] });
    expect(patternOf(templateOf({ ...settings, canaryClientId: CLIENT_ID })).account).toEqual([
      own,
      '111111111111',
    ]);
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

  test('of several portals takes its own portal’s alerts only', () => {
    const portals = [PORTAL, 'https://lab.example.com'];
    const templates = templatesOf({
      portals: portals.map((portalUrl, at) => ({ name: `p${at}`, portalUrl })),
    });
    expect(templates.map((of) => patternOf(of).detail)).toEqual(
      portals.map((portal) => ({ portal: [portal, `${portal}/`] })),
    );
  });

  test('opens the own bus to a named account for alerts alone, and to nobody by default', () => {
    template.resourceCountIs('AWS::Events::EventBusPolicy', 0);
    templateOf({ alertAccounts: '111111111111' }).hasResourceProperties('AWS::Events::EventBusPolicy', {
      Statement: {
        Action: 'events:PutEvents',
        Condition: {
          StringEquals: { 'events:source': ['security.alerts'], 'events:detail-type': ALERT_DETAIL_TYPE },
        },
      },
    });
  });
});
