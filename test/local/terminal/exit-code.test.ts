import { expect, test } from 'vitest';
import { type Outcome, OutcomeSchema } from '../../../lambda/contract/outcome.ts';
import { exitCodeOf, worstExitCode } from '../../../local/terminal/exit-code.ts';

const EXPECTED: Record<Outcome, number> = {
  disabled: 0,
  'already-disabled': 0,
  enabled: 0,
  'already-enabled': 0,
  rotated: 0,
  status: 0,
  healthy: 0,
  'dry-run': 0,
  failed: 1,
  unverified: 1,
  unhealthy: 1,
  invalid: 2,
  held: 3,
  refused: 3,
  'not-found': 3,
  listed: 0,
  'breaker-reset': 0,
  drifted: 1,
};

test.each(OutcomeSchema.options)('%s has its exit code', (outcome) => {
  expect(exitCodeOf(outcome)).toBe(EXPECTED[outcome]);
});

test('several outcomes end with the worst: failed before invalid before refused', () => {
  expect(worstExitCode(['disabled', 'refused', 'invalid', 'failed'])).toBe(1);
  expect(worstExitCode(['refused', 'invalid', 'disabled'])).toBe(2);
  expect(worstExitCode(['disabled', 'not-found'])).toBe(3);
  expect(worstExitCode(['disabled', 'dry-run'])).toBe(0);
});
