import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { appWith, PORTAL } from './synthesised.ts';

const RUNBOOK = 'https://wiki.example.com/kill-switch';

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
    expect(warningsOf({ reservedConcurrency: 10 })).toEqual([
      expect.stringContaining('set runbookUrl to an https address'),
    ]);
  });

  test('of alerts that disable no client', () => {
    expect(warningsOf({ runbookUrl: RUNBOOK, reservedConcurrency: 10, alerts: 'off' })).toEqual([
      expect.stringContaining('alerts=off'),
    ]);
  });

  test('of a flood of alerts that nothing bounds', () => {
    expect(warningsOf({ runbookUrl: RUNBOOK })).toEqual([expect.stringContaining('set reservedConcurrency')]);
  });

  test('of nothing where all is set', () => {
    expect(warningsOf({ runbookUrl: RUNBOOK, reservedConcurrency: 10 })).toEqual([]);
  });
});
