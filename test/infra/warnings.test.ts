import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { appWith, PORTAL, templateOf } from './synthesised.ts';

const RUNBOOK = 'https://wiki.example.com/kill-switch';
const HEARD = { notifyEmail: 'security@example.com' };

/** The warnings of the stack, each of which `cdk synth` prints as well. */
const warningsOf = (settings: Record<string, unknown>): string[] => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => print.mockRestore());
  const [stack] = appWith({ portalUrl: PORTAL, ...settings }).stacks;
  if (stack === undefined) throw new Error('the app has no stack');
  const warnings = Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data).replace(/ \[ack: .*\]$/, ''));
  const printed = print.mock.calls.flat().join('\n');
  for (const warning of warnings) expect(printed).toContain(warning);
  if (warnings.length === 0) expect(printed).toBe('');
  return warnings;
};

describe('whoever deploys is warned, and the deploy goes on', () => {
  test('of a runbook that no link leads to', () => {
    expect(warningsOf({ ...HEARD, reservedConcurrency: 10 })).toEqual([
      expect.stringContaining('set runbookUrl to an https address'),
    ]);
  });

  test('of alerts that disable no client', () => {
    expect(warningsOf({ ...HEARD, runbookUrl: RUNBOOK, reservedConcurrency: 10, alerts: 'off' })).toEqual([
      expect.stringContaining('alerts=off'),
    ]);
  });

  test('of a drift that is not undone, because alerts only propose', () => {
    const settings = { ...HEARD, runbookUrl: RUNBOOK, reservedConcurrency: 10, onDrift: 'disable' };
    expect(warningsOf(settings)).toEqual([]);
    expect(warningsOf({ ...settings, mode: 'approve' })).toEqual([
      expect.stringContaining('is reported and not disabled again, because mode=approve is set'),
    ]);
  });

  test('of a flood of alerts that nothing bounds', () => {
    expect(warningsOf({ ...HEARD, runbookUrl: RUNBOOK })).toEqual([
      expect.stringContaining('set reservedConcurrency'),
    ]);
  });

  test('of alarms that nobody hears, with the output that says how to subscribe', () => {
    expect(warningsOf({ runbookUrl: RUNBOOK, reservedConcurrency: 10 })).toEqual([
      expect.stringMatching(/^Nobody hears .* set notifyEmail, .* output SubscribeCommand/),
    ]);
    expect(JSON.stringify(templateOf().findOutputs('SubscribeCommand'))).toContain(
      'aws sns subscribe --region',
    );
  });

  test('of nothing where all is set', () => {
    expect(warningsOf({ ...HEARD, runbookUrl: RUNBOOK, reservedConcurrency: 10 })).toEqual([]);
  });
});
