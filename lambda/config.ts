import * as z from 'zod/mini';
import { named, parseEnv, settings } from './contract/settings.ts';

const RULE = 'must be a list of rules, each as bus/name';

/** A rule by its bus and its own name; a bus of a partner has slashes in its name, a rule never has. */
const RuleSchema = z.pipe(
  z.string().check(z.trim(), z.regex(/^.+\/[\w.-]+$/, RULE)),
  z.transform((text) => {
    const slash = text.lastIndexOf('/');
    return { bus: text.slice(0, slash), name: text.slice(slash + 1) };
  }),
);

export type Rule = z.infer<typeof RuleSchema>;

const RulesSchema = z.pipe(
  z.pipe(
    z.string(),
    z.transform((list) => list.split(',')),
  ),
  z.array(RuleSchema),
);

/** The function's whole configuration: the settings, and the names of what it uses on AWS. Never a secret. */
const ConfigSchema = z.pipe(
  z.object({
    ...settings,
    API_KEY_SECRET_ID: z.string('is missing: name or ARN of the secret that holds the API key'),
    RESULT_BUS_NAME: z.string('is missing: name or ARN of the event bus for results'),
    LEDGER_TABLE: z.string('is missing: name of the DynamoDB table of the ledger'),
    ALERTS: z._default(z.enum(['on', 'off'], 'must be on or off'), 'on'),
    ALERT_RULES: z._default(RulesSchema, []),
  }),
  z.transform((env, context) => ({
    ...named(env, context),
    apiKeySecretId: env.API_KEY_SECRET_ID,
    resultBusName: env.RESULT_BUS_NAME,
    ledgerTable: env.LEDGER_TABLE,
    alertsOn: env.ALERTS === 'on',
    alertRules: env.ALERT_RULES,
  })),
);

export type Config = z.infer<typeof ConfigSchema>;

/** @throws ConfigError */
export const parseConfig = (env: Readonly<Record<string, string | undefined>>): Config =>
  parseEnv(ConfigSchema, env);
