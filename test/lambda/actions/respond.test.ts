import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { silentLedger } from '../../ledgers.ts';
import { setStage } from '../../stage.ts';

test.for([{ action: 'list' }, { action: 'reset-breaker', reason: 'x' }, { schedule: 'watch' }])(
  'without the ledger %j fails, is not published, and the portal is not called',
  async (payload) => {
    const { portal, invoke, published, logs } = await setStage({
      dependencies: { ledger: silentLedger() },
    });
    const result = await invoke(payload);
    expect(result).toMatchObject({
      outcome: 'failed',
      final: true,
      error: { name: 'LedgerError', message: 'the ledger does not answer', retryable: true },
    });
    expect([portal.calls, published()]).toEqual([[], []]);
    expect(logs).toContainEqual({ code: 'KS400', fields: expect.objectContaining({ fault: 'Error' }) });
  },
);

test('a refused alert is published, is final, and the portal is not called', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke(alertFor(portal.clients.crm.clientId, { detail: { severity: 'low' } }));
  expect(result).toMatchObject({ outcome: 'refused', final: true, guard: { name: 'below-severity' } });
  expect(portal.calls).toEqual([]);
  expect(published()).toEqual([result]);
});
