import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { ContainmentResult } from '../../lambda/contract/result.ts';
import { RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { PORTAL, templateOf } from './synthesised.ts';

const PatternSchema = z.record(z.string(), z.unknown());
const FilterSchema = z.union([
  z.string(),
  z.object({ Ref: z.literal('AWS::AccountId') }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ 'anything-but': z.string() }),
]);

const accepts = (filter: z.infer<typeof FilterSchema>, value: unknown): boolean => {
  if (typeof filter === 'string') return filter === value;
  if ('Ref' in filter) return value === 'own account';
  if ('exists' in filter) return filter.exists === (value !== undefined);
  return value !== undefined && filter['anything-but'] !== value;
};

/** As EventBridge matches: all fields of a pattern, one filter of each list. A filter of another kind throws. */
const matches = (pattern: unknown, event: unknown): boolean => {
  const fields = z.looseObject({}).catch({}).parse(event);
  return Object.entries(PatternSchema.parse(pattern)).every(([name, wanted]) => {
    if (name === '$or')
      return z
        .array(z.unknown())
        .parse(wanted)
        .some((one) => matches(one, event));
    if (!Array.isArray(wanted)) return matches(wanted, fields[name]);
    return z
      .array(FilterSchema)
      .parse(wanted)
      .some((filter) => accepts(filter, fields[name]));
  });
};

const RuleSchema = z.object({
  Properties: z.object({ EventPattern: z.looseObject({ source: z.array(z.string()) }) }),
});

const [pattern] = Object.values(templateOf().findResources('AWS::Events::Rule'))
  .map((rule) => RuleSchema.parse(rule).Properties.EventPattern)
  .filter(({ source }) => source.includes(RESULT_SOURCE));

type Mailed = Pick<ContainmentResult, 'outcome'> & {
  guard?: string;
  trigger?: 'manual' | 'schedule';
  containment?: { state: string };
};

const isMailed = (
  { outcome, guard, trigger, containment }: Mailed,
  { portal = PORTAL, envelope = {} } = {},
): boolean =>
  matches(pattern, {
    source: RESULT_SOURCE,
    'detail-type': 'OAuth2 Client Containment Result',
    account: 'own account',
    ...envelope,
    detail: {
      outcome,
      trigger: { type: trigger ?? 'alert' },
      client: { portal },
      ...(containment === undefined ? {} : { containment }),
      ...(guard === undefined ? {} : { guard: { name: guard } }),
    },
  });

describe('a person gets a mail about', () => {
  test.for<[string, Mailed]>([
    ['a client that the breaker left on', { outcome: 'held', guard: 'breaker-open' }],
    ['a client that waits for approval', { outcome: 'held', guard: 'needs-approval' }],
    ['a client held by its severity', { outcome: 'held', guard: 'below-severity' }],
    [
      'a client that was re-enabled and disabled again',
      { outcome: 'disabled', containment: { state: 'contained' } },
    ],
    ['a hold for which nobody came', { outcome: 'refused', guard: 'hold-expired', trigger: 'schedule' }],
    ['a client that was on before it was enabled', { outcome: 'already-enabled', trigger: 'manual' }],
    ['an id of a person that the portal does not know', { outcome: 'not-found', trigger: 'manual' }],
    ['a client that was disabled', { outcome: 'disabled' }],
    ['a protected client', { outcome: 'refused', guard: 'protected-client' }],
  ])('%s, and not about a replay or another portal', ([, result]) => {
    expect(isMailed(result)).toBe(true);
    expect(isMailed(result, { envelope: { 'replay-name': 'again' } })).toBe(false);
    expect(isMailed(result, { portal: 'https://lab.example.com' })).toBe(false);
  });
});

describe('nobody gets a mail about', () => {
  test.for<[string, Mailed]>([
    ['an alert with an id that the portal does not know: it rings an alarm', { outcome: 'not-found' }],
    ['an alert below the severity', { outcome: 'refused', guard: 'below-severity' }],
    ['a drill', { outcome: 'dry-run' }],
    ['a further alert about a held client', { outcome: 'held', containment: { state: 'held' } }],
    ['a client that was off', { outcome: 'already-disabled' }],
  ])('%s', ([, result]) => {
    expect(isMailed(result)).toBe(false);
  });
});
