import { describe, expect, test } from 'vitest';
import { containmentUnderWay } from '../../../lambda/policy/containment-under-way.ts';
import type { Facts } from '../../../lambda/policy/guard.ts';
import { THREE_AM } from '../../alerts.ts';
import { recordOf } from '../ledger-records.ts';
import { alert, byHand, policyOf, unread } from './requests.ts';

const at = (milliseconds: number): string => new Date(THREE_AM + milliseconds).toISOString();

const MINUTE_MS = 60_000;

describe('containment-under-way', () => {
  const underWay: Facts = {
    ...unread,
    record: recordOf({ state: 'containing', intendedAt: at(-MINUTE_MS) }),
  };

  test('an enable is refused while a run disables the client, in words that say since when', () => {
    expect(containmentUnderWay(byHand('enable'), underWay, policyOf())).toEqual({
      name: 'containment-under-way',
      message: `the client is being disabled since ${at(-MINUTE_MS)}`,
    });
  });

  test.for([
    ['that has ended', recordOf({ state: 'containing', intendedAt: at(-MINUTE_MS), endedAt: at(0) })],
    ['that no run can be at any more', recordOf({ state: 'containing', intendedAt: at(-20 * MINUTE_MS) })],
    ['that is proven', recordOf({ state: 'contained', intendedAt: at(-MINUTE_MS) })],
    ['of which nothing is known', undefined],
  ] as const)('an enable passes after a containment %s', ([, record]) => {
    expect(containmentUnderWay(byHand('enable'), { ...unread, record }, policyOf())).toBeUndefined();
  });

  test('a disable passes', () => {
    for (const request of [alert(), byHand('disable')])
      expect(containmentUnderWay(request, underWay, policyOf())).toBeUndefined();
  });
});
