import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { notReached } from '../contract/not-reached.ts';
import { ApiKeyError, describeStoredKey, KEY_FORMS, readApiKey } from '../docspace/api-key.ts';
import type { FetchApiKey } from '../docspace/session.ts';

/** How long the key may stay in memory. A rotated key is noticed at once, by the portal's 401. */
const KEPT_SECONDS = 300;

/** The form of AWS's names of faults. A message shows the name, so a text of any other form is not shown. */
const NAME = /^\w{1,60}$/;

/** What the SDK threw: what asks it wraps that. */
const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? error.cause : error;

const causeName = (cause: unknown): string => {
  if (!(cause instanceof Error)) return 'unknown';
  // The SDK has no name for it, and it is the first thing that a new machine lacks.
  if (cause.message === 'Region is missing') return 'no AWS region is set';
  return NAME.test(cause.name) ? cause.name : 'unknown';
};

/**
 * The API key from Secrets Manager, cached for five minutes.
 * @throws ApiKeyError with the command that stores a key, if no usable one is stored
 */
export const fetchApiKeyFromSecretsManager = (
  client: SecretsManagerClient,
  secretId: string,
): FetchApiKey => {
  const provider = new SecretsProvider({ awsSdkV3Client: client });
  return async ({ fresh }) => {
    let stored: string | Uint8Array | undefined;
    try {
      stored = await provider.get(secretId, { maxAge: KEPT_SECONDS, forceFetch: fresh });
    } catch (error) {
      const cause = causeOf(error);
      const name = causeName(cause);
      // A secret that was created empty has no version yet: the next step is the same as for an unusable value.
      if (name !== 'ResourceNotFoundException') {
        throw new ApiKeyError(
          `the API key cannot be read from secret ${secretId} (${name})${notReached(cause, 'secretsmanager')}`,
          { retryable: true },
        );
      }
    }
    const key = typeof stored === 'string' ? readApiKey(stored) : undefined;
    if (key !== undefined) return key;
    // An unusable value must not stay in memory: after the right key is stored, the next call must find it.
    provider.clearCache();
    throw new ApiKeyError(
      `no usable API key is stored: found instead: ${describeStoredKey(stored)}; ${KEY_FORMS}; store one with: aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string file://key.txt`,
      { retryable: false },
    );
  };
};
