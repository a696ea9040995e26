import { expect, test } from 'vitest';
import { OutcomeSchema } from '../../../lambda/contract/outcome.ts';
import { type Evidence, noEvidence } from '../../../lambda/docspace/proof.ts';
import type { Ending } from '../../../lambda/report/ending.ts';
import { isFinalForAlert } from '../../../lambda/report/finality.ts';

const OUTCOMES = OutcomeSchema.options;
type Outcome = (typeof OUTCOMES)[number];

const VERDICTS = ['proven', 'unproven', 'unprovable', 'unwritten'] as const satisfies Evidence['verdict'][];

/** What an ending may rest on besides its outcome. */
const GROUNDS: Record<string, Omit<Ending, 'outcome'>> = {
  nothing: {},
  gone: { gone: true },
  'not believably gone': { gone: false },
  ...Object.fromEntries(VERDICTS.map((verdict) => [verdict, { evidence: { ...noEvidence([]), verdict } }])),
};

const ALL = Object.keys(GROUNDS);

/** On which grounds an alert ends for good with an outcome; on every other it is delivered again. */
const FINAL_ON: Record<Outcome, readonly string[]> = {
  disabled: ['proven'],
  'already-disabled': ['proven'],
  'not-found': ['gone'],
  unverified: ['unprovable'],
  failed: [],
  'dry-run': ALL,
  refused: ALL,
  held: ALL,
  invalid: ALL,
  enabled: [],
  'already-enabled': [],
  rotated: [],
  status: [],
  healthy: [],
  unhealthy: [],
  listed: [],
  'breaker-reset': [],
  drifted: [],
};

test.each(OUTCOMES)('an alert that ends %s ends for good on the grounds of the table alone', (outcome) => {
  const final = ALL.filter((ground) => isFinalForAlert({ outcome, ...GROUNDS[ground] }));
  expect(final).toEqual(FINAL_ON[outcome]);
});
