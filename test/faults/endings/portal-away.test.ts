import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { inShort } from '../../honest-result.ts';
import { setStage } from '../../stage.ts';
import { deliver } from './deliveries.ts';

const setAlertStage = async () => {
  const stage = await setStage();
  const { clientId } = stage.portal.clients.crm;
  return { ...stage, clientId, alert: () => deliver(stage, alertFor(clientId)) };
};

test('a portal that is down fails the alert, records no write, and the retry disables once it is back', async () => {
  const { portal, alert, clientId } = await setAlertStage();
  await portal.goDown();
  const { result: failed, isThrown } = await alert();
  await portal.comeBack();
  const { result: disabled, ...retry } = await alert();

  expect([isThrown, retry.isThrown]).toEqual([true, false]);
  expect(failed).toMatchObject({ outcome: 'failed', final: false, error: { name: 'NetworkError' } });
  expect(failed.proof.writes).toEqual([]);
  expect(disabled).toMatchObject({ outcome: 'disabled', final: true, requestKey: failed.requestKey });
  expect(disabled.resultId).not.toBe(failed.resultId);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});

test('a portal that goes down in the middle of the run leaves the client unverified, never disabled', async () => {
  const { portal, alert } = await setAlertStage();
  let writes = 0;
  portal.interleave = async (point) => {
    if (point !== 'activate:after-evict') return;
    writes += 1;
    if (writes === 2) setImmediate(() => portal.goDown());
  };
  const { result, isThrown } = await alert();
  expect(isThrown).toBe(true);
  expect(result).toMatchObject({ outcome: 'unverified', final: false });
});

test('a suspended portal fails the alert in words that name it, and is spoken to as before once it is back', async () => {
  const { portal, alert, clientId } = await setAlertStage();
  portal.suspended = true;
  const failed = await alert();
  expect(failed.isThrown).toBe(true);
  expect(failed.result.error?.message).toContain('suspended portal or not a DocSpace');
  expect(portal.databaseEnabled(clientId)).toBe(true);

  portal.suspended = false;
  portal.clearCalls();
  const { result, isThrown } = await alert();
  expect(isThrown).toBe(false);
  expect(inShort(result)).toBe('disabled · 200 200');
  expect(portal.calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'PATCH', 'GET']);
});
