import { AWS_CLIENT, LEDGER_CLIENT } from '../lambda/aws/aws-client.ts';
import { parseSettings, type Settings } from '../lambda/contract/settings.ts';
import { describeStoredKey, KEY_FORMS, readApiKey } from '../lambda/docspace/api-key.ts';
import type { FetchApiKey } from '../lambda/docspace/session.ts';
import type { LedgerStore } from '../lambda/ledger/store.ts';
import { createMemoryStore } from '../local/kill-switch/memory-ledger.ts';
import { given, type Terminal } from '../local/terminal/terminal.ts';
import { requestHandlerFor, useOwnNetwork } from './own-network.ts';
import { UsageError } from './usage-error.ts';

/** The portal that a command acts on. */
export type Target = {
  settings: Settings;
  fetchApiKey: FetchApiKey;
  ledger: LedgerStore;
  /** Where records are kept: the stack's table, nowhere (a real portal without it), or beside the embedded portal. */
  memory: 'table' | 'none' | 'embedded';
  /** The first line of an answer. */
  title: string;
  close: () => Promise<void>;
};

/** What the person has set, and where their relative paths begin. */
type Surroundings = Pick<Terminal, 'env' | 'folder'>;

/**
 * The portal that the environment names, or an embedded one where it names none. Only what that takes is loaded: the
 * simulator, and each client of AWS, takes a quarter of a second.
 * @throws ConfigError, UsageError
 */
export const openTarget = (terminal: Surroundings): Promise<Target> =>
  given(terminal.env, 'PORTAL_URL') === undefined ? embedded(terminal) : real(terminal);

const real = async ({ env, folder }: Surroundings): Promise<Target> => {
  useOwnNetwork({ env, folder });
  const settings = parseSettings(env);
  return {
    settings,
    fetchApiKey: await apiKeyFrom(env),
    ...(await ledgerFrom(env)),
    title: `portal ${settings.policy.portal}, from this machine`,
    close: async () => {},
  };
};

/** The SDK does not read the second name of the variable; where neither is set, it asks the profile. */
const regionFrom = (env: Terminal['env']): { region?: string } => {
  const region = given(env, 'AWS_REGION') ?? given(env, 'AWS_DEFAULT_REGION');
  return region === undefined ? {} : { region };
};

const inNetworkOf = (env: Terminal['env'], client: typeof AWS_CLIENT) => ({
  ...client,
  requestHandler: { ...client.requestHandler, ...requestHandlerFor(env) },
});

const ledgerFrom = async (env: Terminal['env']): Promise<Pick<Target, 'ledger' | 'memory'>> => {
  const table = given(env, 'LEDGER_TABLE');
  if (table === undefined) return { ledger: createMemoryStore(), memory: 'none' };
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { createDynamoDbStore } = await import('../lambda/aws/dynamodb-store.ts');
  const client = new DynamoDBClient({ ...inNetworkOf(env, LEDGER_CLIENT), ...regionFrom(env) });
  try {
    await client.config.region();
  } catch {
    // Otherwise it would look like a ledger that does not answer, and a disable would go on without it.
    throw new UsageError(
      'LEDGER_TABLE is set, but no valid AWS region: set AWS_REGION to the region of the stack, such as eu-central-1',
    );
  }
  return { ledger: createDynamoDbStore(client, table), memory: 'table' };
};

const apiKeyFrom = async (env: Terminal['env']): Promise<FetchApiKey> => {
  const stored = given(env, 'API_KEY');
  if (stored !== undefined && given(env, 'API_KEY_SECRET_ID') !== undefined)
    throw new UsageError('API_KEY and API_KEY_SECRET_ID are both set: unset the one that is not meant');
  if (stored !== undefined) {
    const key = readApiKey(stored);
    // The value itself is not shown: it may be a real key with a typing error.
    if (key === undefined)
      throw new UsageError(
        `API_KEY holds no DocSpace API key: found instead: ${describeStoredKey(stored)}; ${KEY_FORMS}`,
      );
    return async () => key;
  }
  const secretId = given(env, 'API_KEY_SECRET_ID');
  if (secretId === undefined)
    throw new UsageError(
      'the portal is given, but no key: set API_KEY, or API_KEY_SECRET_ID together with AWS credentials',
    );
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const { fetchApiKeyFromSecretsManager } = await import('../lambda/aws/secrets-manager.ts');
  return fetchApiKeyFromSecretsManager(
    new SecretsManagerClient({ ...inNetworkOf(env, AWS_CLIENT), ...regionFrom(env) }),
    secretId,
  );
};

const embedded = async ({ env }: Pick<Terminal, 'env'>): Promise<Target> => {
  for (const name of ['API_KEY', 'API_KEY_SECRET_ID', 'LEDGER_TABLE']) {
    // A job that lost its PORTAL_URL must not go on to report the embedded portal as healthy.
    if (given(env, name) !== undefined)
      throw new UsageError(
        `${name} is set, but PORTAL_URL is not: set both, or neither for the embedded portal`,
      );
  }
  const { startEmbeddedPortal, visibleClients } = await import('../local/kill-switch/embedded-portal.ts');
  const portal = await startEmbeddedPortal();
  try {
    const settings = parseSettings({ ...env, PORTAL_URL: portal.url });
    const clients = visibleClients(portal).map(({ clientId, name }) => `${clientId} (${name})`);
    return {
      settings,
      fetchApiKey: async () => portal.keys.admin,
      ledger: createMemoryStore(),
      memory: 'embedded',
      title: `embedded portal ${portal.url}, new for each command; its clients: ${clients.join(', ')}`,
      close: portal.close,
    };
  } catch (error) {
    await portal.close();
    throw error;
  }
};
