import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test } from 'vitest';
import { openPortal, run } from './fake-terminal.ts';

const CANARY = 'sk-canary0123456789abcdefcanary';

const UNUSED_URL = 'http://127.0.0.1:9';

test('every invalid setting is listed by its name, and the command exits 2', async () => {
  const { code, out, err } = await run(['check', '--json'], {
    env: { PORTAL_URL: 'http://example.com', API_KEY: CANARY, MODE: 'maybe', MAX_ALERT_AGE: 'long' },
  });
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^error: the configuration is not usable:/m);
  for (const name of ['PORTAL_URL', 'MODE', 'MAX_ALERT_AGE']) expect(err).toContain(`  ${name} `);
});

test('settings count on the embedded portal, too', async () => {
  const { code, err } = await run(['check'], { env: { DIALECT: 'klingon' } });
  expect(code).toBe(2);
  expect(err).toContain('DIALECT must be');
});

test('a portal without a key exits 2 with one sentence that names both ways to give one', async () => {
  const { code, out, err } = await run(['check'], { env: { PORTAL_URL: UNUSED_URL, API_KEY: ' ' } });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('API_KEY, or API_KEY_SECRET_ID');
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('an unusable API key exits 2 and is not shown', async () => {
  const { code, out, err } = await run(['check'], {
    env: { PORTAL_URL: UNUSED_URL, API_KEY: `${CANARY} oops` },
  });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('API_KEY holds no DocSpace API key');
  expect(err).not.toContain('canary');
});

test.each([
  ['check', []],
  ['disable', ['fd0f3591-ba64-46ce-addd-c0fd4502eb9d', '--reason', 'x']],
  ['status', ['fd0f3591-ba64-46ce-addd-c0fd4502eb9d']],
])('%s: the key is in no output, even with --verbose', async (command, rest) => {
  const { portal } = await openPortal();
  const env = { PORTAL_URL: portal.url, API_KEY: CANARY };
  for (const flags of [['--verbose'], ['--verbose', '--json']]) {
    const { code, out, err } = await run([command, ...rest, ...flags], { env });
    expect(code).toBe(1);
    expect(err).toContain('"code":"KS100"');
    expect(out + err).not.toContain('canary');
  }
});

test("a good key, its signature and the client's secret are in no output either", async () => {
  const { portal, env } = await openPortal();
  const { crm } = portal.clients;
  const { code, out, err } = await run(['disable', crm.clientId, '--reason', 'x', '--verbose', '--json'], {
    env,
  });
  expect(code).toBe(0);
  const signature = portal.calls
    .map(({ headers }) => headers['x-signature'])
    .find((value) => value !== undefined);
  for (const secret of [portal.keys.admin, crm.clientSecret, String(signature)]) {
    expect(secret.length).toBeGreaterThan(20);
    expect(out + err).not.toContain(secret);
  }
});

test('with API_KEY_SECRET_ID the key comes from Secrets Manager', async () => {
  const { portal } = await openPortal();
  const secrets = mockClient(SecretsManagerClient);
  onTestFinished(() => secrets.restore());
  secrets
    .on(GetSecretValueCommand, { SecretId: 'kill-switch/key' })
    .resolves({ SecretString: portal.keys.admin });
  const { code, out } = await run(['check'], {
    env: { PORTAL_URL: portal.url, API_KEY_SECRET_ID: 'kill-switch/key' },
  });
  expect([code, out.split('\n')[1]?.slice(0, 7)]).toEqual([0, 'healthy']);
});
