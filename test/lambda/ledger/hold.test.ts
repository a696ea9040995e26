import { expect, test } from 'vitest';
import { held } from '../../../lambda/ledger/hold.ts';
import { THREE_AM } from '../../alerts.ts';
import { CRM } from '../../model.ts';
import { BY_ALERT } from '../ledger-records.ts';

const at = new Date(THREE_AM);
const EARLIER = new Date(THREE_AM - 60_000).toISOString();

test('a client is held since the first alert that was turned away, and its record does not run out', () => {
  const first = held(undefined, {
    clientId: CRM,
    requestKey: 'k',
    by: BY_ALERT,
    at: new Date(EARLIER),
    name: 'CRM',
    alertIds: ['a'],
  });
  expect(first).toMatchObject({
    version: 1,
    decision: 0,
    held: { since: EARLIER, by: BY_ALERT, requestKey: 'k' },
  });
  expect(first.state).toBeUndefined();
  const again = held(
    { ...first, expiresAt: 1 },
    { clientId: CRM, requestKey: 'l', by: BY_ALERT, at, name: undefined, alertIds: ['b'] },
  );
  expect(again).toMatchObject({
    alertIds: ['a', 'b'],
    held: { since: EARLIER, requestKey: 'k' },
    name: 'CRM',
    expiresAt: undefined,
  });
});
