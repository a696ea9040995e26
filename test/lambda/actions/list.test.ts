import { expect, test } from 'vitest';
import { openClients } from '../../../lambda/actions/list.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
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

test('a list names what is contained, since when, why and by whom; the portal is not called', async () => {
  const { portal, clock, invoke, published } = await setStage();
  const { clientId, name } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  portal.clearCalls();
  clock.ms += 60_000;
  const result = await invoke({ action: 'list' });
  expect(result).toMatchObject({ outcome: 'listed', action: 'list', final: true, client: null });
  expect(result.clients).toEqual([
    {
      clientId,
      name,
      state: 'contained',
      since: disabled.timeline.containedAt,
      by: {
        type: 'alert',
        alertId: disabled.trigger.alertId,
        source: 'security.alerts',
        operator: null,
        reason: 'token used from two countries',
      },
      reviewBy: expect.stringMatching(/^2026-02-01T03:00:0/),
      reviewDue: false,
    },
  ]);
  expect(portal.calls).toEqual([]);
  expect(published()).toEqual([disabled]);
});

test('who contained a client, and when, is not rewritten by an alert that confirms it', async () => {
  const { invoke, portal, clock } = await setStage();
  const { clientId } = portal.clients.crm;
  const first = await invoke(alertFor(clientId, { id: 'first', detail: { alertId: 'A' } }));
  clock.ms += 5 * 3_600_000;
  const time = new Date(clock.ms).toISOString();
  await invoke(alertFor(clientId, { id: 'second', time, detail: { alertId: 'B' } }));
  const { clients = [] } = await invoke({ action: 'list' });
  expect(clients).toMatchObject([{ since: first.timeline.containedAt, by: { alertId: 'A' } }]);
});
