import { describe, expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { inShort, thrownBy } from './strike.ts';

const setAlertStage = async () => {
  const stage = await setStage();
  const { clientId } = stage.portal.clients.crm;
  return { ...stage, clientId, alert: () => thrownBy(stage.invoke(alertFor(clientId))) };
};

describe('a portal that is down', () => {
  test('fails the alert, records no write, and the retry disables once it is back', async () => {
    const { portal, alert, published, clientId } = await setAlertStage();
    await portal.goDown();
    expect(await alert()).toBeInstanceOf(RetryNeededError);
    await portal.comeBack();
    expect(await alert()).toBeUndefined();

    const [failed, disabled] = published();
    expect(failed).toMatchObject({ outcome: 'failed', final: false, error: { name: 'NetworkError' } });
    expect(failed?.proof.writes).toEqual([]);
    expect(disabled).toMatchObject({ outcome: 'disabled', final: true, requestKey: failed?.requestKey });
    expect(disabled?.resultId).not.toBe(failed?.resultId);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('in the middle of the run leaves the client unverified, never disabled', async () => {
    const { portal, alert, published } = await setAlertStage();
    let writes = 0;
    portal.interleave = async (point) => {
      if (point !== 'activate:after-evict') return;
      writes += 1;
      if (writes === 2) setImmediate(() => portal.goDown());
    };
    expect(await alert()).toBeInstanceOf(RetryNeededError);
    expect(published()).toMatchObject([{ outcome: 'unverified', final: false }]);
  });
});

describe('a suspended portal', () => {
  test('fails the alert in words that name it, and is spoken to as before once it is back', async () => {
    const { portal, alert, published, clientId } = await setAlertStage();
    portal.suspended = true;
    expect(await alert()).toBeInstanceOf(RetryNeededError);
    const [failed] = published();
    expect(failed?.error?.message).toContain('suspended portal or not a DocSpace');
    expect(portal.databaseEnabled(clientId)).toBe(true);

    portal.suspended = false;
    portal.clearCalls();
    expect(await alert()).toBeUndefined();
    expect(published().map(inShort).at(-1)).toBe('disabled · 200 200');
    expect(portal.calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'PATCH', 'GET']);
  });
});
