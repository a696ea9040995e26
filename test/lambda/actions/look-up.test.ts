import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor } from '../../alerts.ts';
import { ledgerWith } from '../../ledgers.ts';
import { setStage } from '../../stage.ts';

/** A ledger that notes when it is asked. */
const noted = (order: string[]) =>
  ledgerWith(createMemoryStore(), (make, { verb }) => {
    order.push(`ledger ${verb}`);
    return make();
  });

/** Everything that an alert asks of ledger and portal, in order, up to its first write. */
const beforeTheWrite = async (warm: boolean) => {
  const order: string[] = [];
  const { portal, invoke } = await setStage({
    dependencies: {
      ledger: noted(order),
      fetch: (url, request) => {
        order.push(`portal ${request?.method} ${String(url).split('/api/2.0/')[1]?.split('/')[0]}`);
        return fetch(url, request);
      },
    },
  });
  if (warm) await invoke({ action: 'check' });
  order.length = 0;
  await invoke(alertFor(portal.clients.crm.clientId));
  return order.slice(0, order.indexOf('portal PATCH clients') + 1).sort();
};

const NEEDED = [
  'ledger recall',
  'ledger takeSlot',
  'ledger writeClient',
  'portal GET clients',
  'portal PATCH clients',
];

test('before its first write a cold alert asks for the signature, the client, its record, a slot and the intent', async () => {
  expect(await beforeTheWrite(false)).toEqual([...NEEDED, 'portal GET security'].sort());
});

test('a warm one does not even ask for the signature', async () => {
  expect(await beforeTheWrite(true)).toEqual(NEEDED);
});
