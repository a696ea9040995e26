import * as z from 'zod/mini';
import { named, parseEnv, settings } from './contract/settings.ts';

/** The function's whole configuration: the settings, and the names of what it uses on AWS. Never a secret. */
const ConfigSchema = z.pipe(
  z.object({
    ...settings,
    API_KEY_SECRET_ID: z.string('is missing: name or ARN of the secret that holds the API key'),
    RESULT_BUS_NAME: z.string('is missing: name or ARN of the event bus for results'),
    LEDGER_TABLE: z.string('is missing: name of the DynamoDB table of the ledger'),
  }),
  z.transform((env) => ({
    ...named(env),
    apiKeySecretId: env.API_KEY_SECRET_ID,
    resultBusName: env.RESULT_BUS_NAME,
    ledgerTable: env.LEDGER_TABLE,
  })),
);

export type Config = z.infer<typeof ConfigSchema>;

/** @throws ConfigError */
export const parseConfig = (env: Readonly<Record<string, string | undefined>>): Config =>
  parseEnv(ConfigSchema, env);
