import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { appWith, PORTAL } from './synthesised.ts';

const RUNBOOK = 'https://wiki.example.com/kill-switch';

const warningsOf = (settings: Record<string, unknown>): string[] => {
  const [stack] = appWith({ portalUrl: PORTAL, ...settings }).stacks;
  if (stack === undefined) throw new Error('the app has no stack');
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
};

describe('whoever deploys is warned, and the deploy goes on', () => {
  test('of a runbook that no link leads to', () => {
    expect(warningsOf({})).toEqual([expect.stringContaining('set runbookUrl to an https address')]);
  });

  test('of alerts that disable no client', () => {
    expect(warningsOf({ runbookUrl: RUNBOOK, alerts: 'off' })).toEqual([
      expect.stringContaining('alerts=off'),
    ]);
  });

  test('of nothing where all is set', () => {
    expect(warningsOf({ runbookUrl: RUNBOOK })).toEqual([]);
  });
});
