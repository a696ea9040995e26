import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { ALERT_DETAIL_TYPE } from '../../lambda/contract/alert-event.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { RetryNeededError } from '../../lambda/retry-needed-error.ts';
import { alertFor, rawAlert } from '../alerts.ts';
import { setStage } from '../stage.ts';

test('a result event carries the source and detail-type that consumers subscribe to, and no alert carries them', async () => {
  const { portal, bus, invoke } = await setStage();
  await invoke(alertFor(portal.clients.crm.clientId));
  const [entry] = bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
  expect(entry).toMatchObject({
    Source: RESULT_SOURCE,
    DetailType: RESULT_DETAIL_TYPE,
    EventBusName: 'security',
  });
  expect(RESULT_DETAIL_TYPE).not.toBe(ALERT_DETAIL_TYPE);
});

test('an invalid alert is published without a client, is final, and the portal is not called', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke(rawAlert('not-a-uuid'));
  expect(result).toMatchObject({ outcome: 'invalid', final: true, client: null, action: null });
  expect(result.error?.message).toContain('detail.clientId must be a UUID');
  expect(portal.calls).toEqual([]);
  expect(published()).toEqual([result]);
});

test('an invalid request by hand is answered, not published, and the portal is not called', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'x', dryrun: true });
  expect(result).toMatchObject({ outcome: 'invalid', client: null });
  expect(result.error?.message).toContain('"dryrun"');
  expect(result.nextSteps.length).toBeGreaterThan(3);
  expect(portal.calls).toEqual([]);
  expect(published()).toEqual([]);
});

test('an alert that fails publishes a result that is not final, and throws for the retry', async () => {
  const { portal, handler, invoke, published } = await setStage();
  await portal.goDown();
  await expect(invoke(alertFor(portal.clients.crm.clientId))).rejects.toThrow(RetryNeededError);
  expect(published()).toMatchObject([{ outcome: 'failed', final: false, error: { retryable: true } }]);
  expect(handler).toBeDefined();
});

test('the retry of a failed alert has the same request key and another result id', async () => {
  const { portal, invoke, published } = await setStage();
  const alert = alertFor(portal.clients.crm.clientId);
  await portal.goDown();
  await expect(invoke(alert)).rejects.toThrow(RetryNeededError);
  await portal.comeBack();
  await invoke(alert);
  const [failed, disabled] = published();
  expect(disabled).toMatchObject({ outcome: 'disabled', requestKey: failed?.requestKey });
  expect(disabled?.resultId).not.toBe(failed?.resultId);
});

test('a person whose request fails gets the result, never an exception', async () => {
  const { portal, invoke } = await setStage();
  await portal.goDown();
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'phishing' });
  expect(result).toMatchObject({ outcome: 'failed', final: true });
});
