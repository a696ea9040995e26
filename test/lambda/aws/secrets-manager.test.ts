import { clearCaches } from '@aws-lambda-powertools/parameters';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fetchApiKeyFromSecretsManager } from '../../../lambda/aws/secrets-manager.ts';
import { ApiKeyError } from '../../../lambda/docspace/api-key.ts';

const KEY = 'sk-0123456789abcdef';
const ROTATED = 'sk-fedcba9876543210';
const SECRET_ID = 'docspace/api-key';

const secretsManager = () => {
  clearCaches();
  const secrets = mockClient(SecretsManagerClient);
  onTestFinished(() => secrets.restore());
  const fetchApiKey = fetchApiKeyFromSecretsManager(new SecretsManagerClient({}), SECRET_ID);
  return { secrets, fetchApiKey, asked: () => secrets.commandCalls(GetSecretValueCommand).length };
};

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** The error of a fetch that must fail. */
const errorOf = async (fetching: Promise<string>): Promise<ApiKeyError> => {
  const error: unknown = await fetching.then(
    () => new Error('a key was found'),
    (reason: unknown) => reason,
  );
  if (error instanceof ApiKeyError) return error;
  throw error;
};

test.for([KEY, ` ${KEY}\n`, JSON.stringify({ apiKey: KEY }), `\ufeff${JSON.stringify({ apiKey: KEY })}`])(
  'the key is read from %j',
  async (SecretString) => {
    const { secrets, fetchApiKey } = secretsManager();
    secrets.on(GetSecretValueCommand, { SecretId: SECRET_ID }).resolves({ SecretString });
    expect(await fetchApiKey({ fresh: false })).toBe(KEY);
  },
);

test('a name of a fault that is no name does not become part of the message', async () => {
  for (const name of ['x\n{"level":"ERROR"}', '\u202esk-0123456789abcdef', 'N'.repeat(61)]) {
    const { secrets, fetchApiKey } = secretsManager();
    secrets.on(GetSecretValueCommand).rejects(failure(name, 'no answer'));
    const { message } = await errorOf(fetchApiKey({ fresh: false }));
    expect(message).toBe(`the API key cannot be read from secret ${SECRET_ID} (unknown)`);
  }
});

test('the key is kept: asked for again, it is not fetched again', async () => {
  const { secrets, fetchApiKey, asked } = secretsManager();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: KEY });
  await fetchApiKey({ fresh: false });
  expect(await fetchApiKey({ fresh: false })).toBe(KEY);
  expect(asked()).toBe(1);
});

test('asked for a fresh key, it fetches; the fresh key is the one that is kept', async () => {
  const { secrets, fetchApiKey, asked } = secretsManager();
  secrets
    .on(GetSecretValueCommand)
    .resolvesOnce({ SecretString: KEY })
    .resolvesOnce({ SecretString: ROTATED })
    .rejects('asked once too often');
  await fetchApiKey({ fresh: false });
  expect(await fetchApiKey({ fresh: true })).toBe(ROTATED);
  expect(await fetchApiKey({ fresh: false })).toBe(ROTATED);
  expect(asked()).toBe(2);
});

describe('where no usable key is stored, it says which command stores one, and that a retry is of no use', () => {
  test.for([
    ['an empty secret', { SecretString: '' }, 'nothing'],
    ['nothing at all', {}, 'nothing'],
    ['a placeholder', { SecretString: 'replace me' }, 'a text that does not begin with sk-'],
    ['a generated password', { SecretString: 'kH3.x-9"Q7' }, 'a text that does not begin with sk-'],
    ['JSON without a key', { SecretString: '{"username": "ana"}' }, 'JSON without apiKey'],
    ['a binary secret', { SecretBinary: new TextEncoder().encode(KEY) }, 'a binary secret (SecretBinary)'],
    ['the header', { SecretString: `Bearer ${KEY}` }, 'a text with Bearer in front of the key'],
  ] as const)('%s', async ([, stored, found]) => {
    const { secrets, fetchApiKey } = secretsManager();
    secrets.on(GetSecretValueCommand).resolves(stored);
    const error = await errorOf(fetchApiKey({ fresh: false }));
    expect(error).toMatchObject({ name: 'ApiKeyError', retryable: false });
    expect(error.message).toContain(`aws secretsmanager put-secret-value --secret-id ${SECRET_ID} `);
    expect(error.message).toContain(
      `found instead: ${found}; taken are the plain key (sk-…) and JSON with it`,
    );
  });

  test('a secret without any version', async () => {
    const { secrets, fetchApiKey } = secretsManager();
    secrets
      .on(GetSecretValueCommand)
      .rejects(failure('ResourceNotFoundException', "can't find the specified secret value"));
    const error = await errorOf(fetchApiKey({ fresh: false }));
    expect(error.retryable).toBe(false);
    expect(error.message).toContain('put-secret-value');
  });

  test('and what is stored instead is not in the message', async () => {
    const { secrets, fetchApiKey } = secretsManager();
    secrets.on(GetSecretValueCommand).resolves({ SecretString: `"${KEY}"` });
    const error = await errorOf(fetchApiKey({ fresh: false }));
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain(KEY);
  });

  test.for(['', 'replace me'])(
    'a key that is stored later is found, without waiting for a cache: %j',
    async (old) => {
      const { secrets, fetchApiKey } = secretsManager();
      secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: old }).resolves({ SecretString: KEY });
      await errorOf(fetchApiKey({ fresh: false }));
      expect(await fetchApiKey({ fresh: false })).toBe(KEY);
    },
  );
});

describe('where the store does not answer, only the name of the error is shown, and a retry may help', () => {
  test.for(['AccessDeniedException', 'ThrottlingException', 'DecryptionFailure'])('%s', async (name) => {
    const { secrets, fetchApiKey } = secretsManager();
    secrets.on(GetSecretValueCommand).rejects(failure(name, `refused: ${KEY} of arn:aws:iam::1:role/x`));
    const error = await errorOf(fetchApiKey({ fresh: false }));
    expect(error).toMatchObject({
      name: 'ApiKeyError',
      retryable: true,
      message: `the API key cannot be read from secret ${SECRET_ID} (${name})`,
    });
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain(KEY);
  });

  test.for([{ name: 'TimeoutError' }, { code: 'ENOTFOUND' }, { code: 'ECONNREFUSED' }])(
    '%j names Secrets Manager and the endpoint that a VPC may lack',
    async (fault) => {
      const { secrets, fetchApiKey } = secretsManager();
      secrets.on(GetSecretValueCommand).rejects(Object.assign(new Error(KEY), fault));
      const error = await errorOf(fetchApiKey({ fresh: false }));
      expect(error.retryable).toBe(true);
      expect(error.message).toMatch(
        / \(\w+\); not reached: a VPC needs a NAT gateway or the endpoint com\.amazonaws\.<region>\.secretsmanager$/,
      );
      expect(error.message).not.toContain(KEY);
    },
  );

  test('on a machine without a region the message says so', async () => {
    const { secrets, fetchApiKey } = secretsManager();
    secrets.on(GetSecretValueCommand).rejects(new Error('Region is missing'));
    const error = await errorOf(fetchApiKey({ fresh: false }));
    expect(error.message).toBe(`the API key cannot be read from secret ${SECRET_ID} (no AWS region is set)`);
  });

  test('a failure is not kept: the next fetch asks again', async () => {
    const { secrets, fetchApiKey } = secretsManager();
    secrets
      .on(GetSecretValueCommand)
      .rejectsOnce(failure('ThrottlingException', 'slow down'))
      .resolves({ SecretString: KEY });
    await errorOf(fetchApiKey({ fresh: false }));
    expect(await fetchApiKey({ fresh: false })).toBe(KEY);
  });
});
