import ms from 'ms';
import * as z from 'zod/mini';
import { ClientIdSchema } from './client-id.ts';
import { DurationSchema } from './duration.ts';
import { FINDING_FORMATS, type Inputs } from './finding-format.ts';
import { SEVERITIES, SeveritySchema } from './severity.ts';
import { IdSchema } from './text.ts';

/** Ways to speak to a portal that a setting can name; `auto` finds out. */
export const DIALECTS = ['auto', 'current', 'documented'] as const;

/** An address of the own machine: the only place where a portal without TLS is accepted. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const PORTAL =
  'must be the address of the portal alone, with https:// in front and nothing behind it, for example https://example.onlyoffice.com';

const AddressSchema = z
  .pipe(
    z.url({ protocol: /^https?$/, error: PORTAL }),
    z.transform((address) => new URL(address)),
  )
  .check(
    // Not even an empty query or fragment.
    z.refine((url) => url.href === `${url.origin}/`, PORTAL),
    z.refine(
      (url) => url.protocol === 'https:' || LOOPBACK.test(url.hostname),
      'must begin with https://; http is for a portal on this machine only',
    ),
  );

const PortalSchema = z.pipe(
  AddressSchema,
  z.transform((url) => url.origin),
);

const EntriesSchema = z.pipe(
  z.string(),
  z.transform((list) => list.split(',').filter((entry) => entry.trim() !== '')),
);

const ProtectedSchema = z.pipe(
  z.pipe(EntriesSchema, z.array(ClientIdSchema)),
  z.transform((ids) => new Set(ids)),
);

const SwitchSchema = z.pipe(
  z.enum(['true', 'false'], 'must be true or false'),
  z.transform((text) => text === 'true'),
);
const MODE = 'must be enforce, approve or dry-run';
const LIMIT = 'must be a whole number from 1 to 1000';
const LimitSchema = z
  .pipe(z.string().check(z.regex(/^\d{1,4}$/, LIMIT)), z.transform(Number))
  .check(z.refine((limit) => limit >= 1 && limit <= 1_000, LIMIT));

const InputSchema = z.enum(FINDING_FORMATS, `must be one of ${FINDING_FORMATS.join(', ')}`);

const InputsSchema = z.pipe(
  z.pipe(EntriesSchema, z.array(z.pipe(z.string().check(z.trim()), InputSchema))),
  z.transform((formats) => new Set(formats)),
);

const NamesSchema = z.pipe(
  z.pipe(EntriesSchema, z.array(IdSchema)),
  z.transform((names) => new Set(names)),
);

/** No dot, which would split it in a rule's pattern, and no slash, which ends the name of a provider before it. */
const FindingKeySchema = z
  .string()
  .check(
    z.trim(),
    z.regex(/^[A-Za-z]\w{0,63}$/, 'must be 1 to 64 letters, digits or _ and begin with a letter'),
  );

const ActionNameSchema = z
  .string()
  .check(
    z.trim(),
    z.regex(
      /^[^\p{C}]{1,20}$/u,
      'must be the name of a custom action of Security Hub, of at most 20 characters',
    ),
  );

const inputSettings = {
  INPUTS: z._default(InputsSchema, new Set()),
  FINDING_CLIENT_ID_KEY: z._default(FindingKeySchema, 'docspaceOAuth2ClientId'),
  FINDING_ACTION_NAME: z._default(ActionNameSchema, 'Disable OAuth client'),
  ALERT_TRANSPORTS: z._default(NamesSchema, new Set()),
  ALERT_SOURCES: z._default(NamesSchema, new Set(['security.alerts'])),
  ALERT_ACCOUNTS: z._default(NamesSchema, new Set()),
  /** Set by Lambda; off AWS the name of a stack that has been given none. */
  AWS_LAMBDA_FUNCTION_NAME: z._default(z.string(), 'DocSpaceKillSwitch'),
};

const namedInputs = <T extends z.infer<z.ZodMiniObject<typeof inputSettings>>>(env: T) => ({
  formats: env.INPUTS,
  clientIdKey: env.FINDING_CLIENT_ID_KEY,
  actionName: env.FINDING_ACTION_NAME,
  wrapped: {
    transports: env.ALERT_TRANSPORTS,
    sources: env.ALERT_SOURCES,
    accounts: env.ALERT_ACCOUNTS,
  },
  functionName: env.AWS_LAMBDA_FUNCTION_NAME,
});

export const settings = {
  PORTAL_URL: PortalSchema,
  DIALECT: z._default(z.enum(DIALECTS, `must be one of ${DIALECTS.join(', ')}`), 'auto'),
  MODE: z._default(z.enum(['enforce', 'approve', 'dry-run'], MODE), 'enforce'),
  PROTECTED_CLIENT_IDS: z._default(ProtectedSchema, new Set()),
  MINIMUM_SEVERITY: z._default(SeveritySchema, 'high'),
  HOLD_SEVERITY: z.optional(SeveritySchema),
  MAX_ALERT_AGE: z._default(DurationSchema, ms('24h')),
  ALLOW_REPLAYS: z._default(SwitchSchema, false),
  BREAKER_LIMIT: z._default(LimitSchema, 10),
  BREAKER_WINDOW: z._default(DurationSchema, ms('1h')),
  REVIEW_AFTER: z._default(DurationSchema, ms('24h')),
  HOLD_FOR: z._default(DurationSchema, ms('7d')),
  ON_DRIFT: z._default(z.enum(['report', 'disable'], 'must be report or disable'), 'report'),
  ...inputSettings,
  OCSF_RESULTS: z._default(SwitchSchema, false),
  EVIDENCE: z._default(z.enum(['none', 'audit'], 'must be none or audit'), 'none'),
};

export const named = <T extends z.infer<z.ZodMiniObject<typeof settings>>>(
  env: T,
  { issues }: z.core.ParsePayload,
) => {
  const { MINIMUM_SEVERITY: minimumSeverity, HOLD_SEVERITY: holdSeverity = minimumSeverity } = env;
  if (SEVERITIES.indexOf(holdSeverity) > SEVERITIES.indexOf(minimumSeverity)) {
    const message = `must not be above the minimum severity, which is ${minimumSeverity}`;
    issues.push({ code: 'custom', path: ['HOLD_SEVERITY'], message, input: holdSeverity });
  }
  return {
    dialect: env.DIALECT,
    mode: env.MODE,
    policy: {
      portal: env.PORTAL_URL,
      protectedClientIds: env.PROTECTED_CLIENT_IDS,
      minimumSeverity,
      holdSeverity,
      needsApproval: env.MODE === 'approve',
      maxAlertAgeMs: env.MAX_ALERT_AGE,
      allowReplays: env.ALLOW_REPLAYS,
      breakerLimit: env.BREAKER_LIMIT,
      breakerWindowMs: env.BREAKER_WINDOW,
    },
    reviewAfterMs: env.REVIEW_AFTER,
    holdForMs: env.HOLD_FOR,
    onDrift: env.ON_DRIFT,
    inputs: namedInputs(env),
    ocsfResults: env.OCSF_RESULTS,
    evidence: env.EVIDENCE,
  };
};

/** What decides how the kill switch behaves, wherever it runs; read from environment variables of these names. */
const SettingsSchema = z.pipe(z.object(settings), z.transform(named));

/** The part of the settings that reading an event needs. */
const InputSettingsSchema = z.pipe(z.object(inputSettings), z.transform(namedInputs));

export type Settings = z.infer<typeof SettingsSchema>;

/** Something in the configuration is wrong; the message lists every problem by the variable's name. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError' as const;
}

/**
 * Reads environment variables; an empty one counts as not set.
 * @throws ConfigError
 */
export const parseEnv = <S extends z.ZodMiniType>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.output<S> => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const [name = '', ...rest] = path.map(String);
    const missing = given[name] === undefined && !message.startsWith('is missing') ? 'is missing: ' : '';
    const position = rest.length > 0 ? ` (entry ${Number(rest[0]) + 1})` : '';
    return `  ${name}${position} ${missing}${message}`;
  });
  throw new ConfigError(`the configuration is not usable:\n${problems.join('\n')}`);
};

/** @throws ConfigError */
export const parseSettings = (env: Readonly<Record<string, string | undefined>>): Settings =>
  parseEnv(SettingsSchema, env);

/** @throws ConfigError */
export const parseInputs = (env: Readonly<Record<string, string | undefined>>): Inputs =>
  parseEnv(InputSettingsSchema, env);
