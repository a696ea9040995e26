import { expect, test } from 'vitest';
import { joined } from '../../../lambda/ledger/shared-proof.ts';
import { recordOf } from '../ledger-records.ts';

const STATES = ['containing', 'contained', 'restoring', 'restored', 'drifted', 'deleted'] as const;

test('an alert joins a containment once, and nothing else', () => {
  const joins = STATES.filter(
    (state) => joined(recordOf({ state }), { alertIds: ['a'], requestKey: 'key' }) !== undefined,
  );
  expect(joins).toEqual(['containing', 'contained']);
  const once = recordOf({ state: 'contained', alertIds: ['a'], provenRequests: ['key'] });
  expect(joined(once, { alertIds: ['a'], requestKey: 'key' })).toBeUndefined();
  expect(joined(once, { alertIds: ['a', 'b'], requestKey: 'key' })).toMatchObject({
    alertIds: ['a', 'b'],
    provenRequests: ['key'],
  });
  expect(joined(once, { alertIds: ['a'], requestKey: 'another' })).toMatchObject({
    alertIds: ['a'],
    provenRequests: ['key', 'another'],
  });
});
