import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

test('without a usable key an alert fails with the command that stores one, and the portal is not called', async () => {
  const { portal, invoke, published, secrets } = await setStage();
  secrets
    .on(GetSecretValueCommand)
    .rejects(new ResourceNotFoundException({ message: 'no value', $metadata: {} }));
  await expect(invoke(alertFor(portal.clients.crm.clientId))).rejects.toThrow(RetryNeededError);
  expect(published()[0]?.error?.message).toContain('aws secretsmanager put-secret-value');
  expect(portal.calls).toEqual([]);
});

test('a key that was rotated while the function was warm is fetched again, once', async () => {
  const { portal, clock, invoke, secrets } = await setStage();
  await invoke(alertFor(portal.clients.crm.clientId));
  const rotated = portal.addKey('admin');
  portal.revokeKey(portal.keys.admin);
  secrets.on(GetSecretValueCommand).resolves({ SecretString: rotated });
  clock.ms += 4.5 * 60_000;
  const result = await invoke(alertFor(portal.clients.backup.clientId));
  expect(result.outcome).toBe('disabled');
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(2);
});

test('a refused key fails and says what to look at', async () => {
  const { portal, invoke } = await setStage({ secret: `sk-${'0'.repeat(64)}` });
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'phishing' });
  expect(result).toMatchObject({ outcome: 'failed', error: { name: 'KeyRefusedError', retryable: false } });
  expect(portal.activationWrites()).toEqual([]);
});
