import * as z from 'zod';
import { ClientIdSchema } from '../../lambda/contract/client-id.ts';
import { startPortal } from '../../local/portal/simulator.ts';

/** The portal under test: where it is, a key of one of its admins, and a client that may be switched off for a moment. */
export type Target = { url: string; apiKey: string; clientId: string; close: () => Promise<void> };

const EnvSchema = z.object({
  DOCSPACE_TEST_URL: z.url().transform((address) => new URL(address).origin),
  DOCSPACE_TEST_API_KEY: z.string().startsWith('sk-'),
  DOCSPACE_TEST_CLIENT_ID: ClientIdSchema,
});

const NAMES = Object.keys(EnvSchema.shape);

/**
 * A real portal where the environment names one, else the simulator. Half a name is a mistake: a run that was
 * meant for the real portal must not pass against the simulator.
 */
export const openTarget = async (env: Readonly<Record<string, string | undefined>>): Promise<Target> => {
  if (NAMES.every((name) => (env[name] ?? '') === '')) {
    const { url, keys, clients, close } = await startPortal();
    return { url, apiKey: keys.admin, clientId: clients.crm.clientId, close };
  }
  const real = EnvSchema.parse(env);
  return {
    url: real.DOCSPACE_TEST_URL,
    apiKey: real.DOCSPACE_TEST_API_KEY,
    clientId: real.DOCSPACE_TEST_CLIENT_ID,
    close: async () => undefined,
  };
};
