import { expect, test } from 'vitest';
import { openClients } from '../../../lambda/actions/list.ts';
import { THREE_AM } from '../../alerts.ts';
import { recordOf } from '../ledger-records.ts';

const NOW = new Date(THREE_AM);
const idOf = (n: number) => `6c7cf17b-1bd3-47d5-94c6-${String(n).padStart(12, '0')}`;

/** More than one result holds. */
const RECORDS = Array.from({ length: 400 }, (_, n) =>
  recordOf({ clientId: idOf(n), state: 'contained', containedSince: new Date(THREE_AM + n).toISOString() }),
);

test('the pages of a list name every open client once, in order, and say how many follow', () => {
  const named: string[] = [];
  let pages = 0;
  for (let left = RECORDS.length; left > 0; ) {
    pages += 1;
    const { clients, moreClients } = openClients(RECORDS, NOW, pages);
    expect(Buffer.byteLength(JSON.stringify(clients))).toBeLessThanOrEqual(45_000);
    named.push(...clients.map(({ clientId }) => clientId));
    expect(moreClients).toBe(RECORDS.length - named.length);
    left = moreClients;
  }
  expect(pages).toBeGreaterThan(1);
  expect(named).toEqual(RECORDS.map(({ clientId }) => clientId));
  expect(openClients(RECORDS, NOW)).toEqual(openClients(RECORDS, NOW, 1));
  expect(openClients(RECORDS, NOW, pages + 1)).toEqual({ clients: [], moreClients: 0 });
});
