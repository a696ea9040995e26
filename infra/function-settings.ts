import { Fn } from 'aws-cdk-lib';
import { ConfigError, parseSettings, type Settings } from '../lambda/contract/settings.ts';
import { asText } from './setting-values.ts';

/** Settings that the function itself reads, and the environment variable of each. */
export const VARIABLE_OF = {
  portalUrl: 'PORTAL_URL',
  dialect: 'DIALECT',
  mode: 'MODE',
  protectedClientIds: 'PROTECTED_CLIENT_IDS',
  minimumSeverity: 'MINIMUM_SEVERITY',
  holdSeverity: 'HOLD_SEVERITY',
  maxAlertAge: 'MAX_ALERT_AGE',
  allowReplays: 'ALLOW_REPLAYS',
  breakerLimit: 'BREAKER_LIMIT',
  breakerWindow: 'BREAKER_WINDOW',
  reviewAfter: 'REVIEW_AFTER',
  holdFor: 'HOLD_FOR',
  onDrift: 'ON_DRIFT',
  inputs: 'INPUTS',
  findingClientIdKey: 'FINDING_CLIENT_ID_KEY',
  findingActionName: 'FINDING_ACTION_NAME',
  ocsf: 'OCSF_RESULTS',
} as const;

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A duration as the function reads it, in the largest unit that is exact. */
const durationText = (milliseconds: number): string => {
  const [unit, length] = UNITS.find(([, size]) => milliseconds % size === 0) ?? UNITS[2];
  return `${milliseconds / length}${unit}`;
};

/** The function's settings as its environment variables. Names and rules only: never the API key. */
export const functionEnvironment = ({
  dialect,
  mode,
  policy,
  reviewAfterMs,
  holdForMs,
  onDrift,
  inputs,
  ocsfResults,
}: Settings): Record<string, string> => ({
  [VARIABLE_OF.portalUrl]: policy.portal,
  [VARIABLE_OF.dialect]: dialect,
  [VARIABLE_OF.mode]: mode,
  // An absent list is an empty list, and an empty variable would only raise questions.
  ...(policy.protectedClientIds.size > 0
    ? { [VARIABLE_OF.protectedClientIds]: [...policy.protectedClientIds].join(',') }
    : {}),
  [VARIABLE_OF.minimumSeverity]: policy.minimumSeverity,
  // Where it is the same, one who changes the other by hand need not know of it.
  ...(policy.holdSeverity === policy.minimumSeverity
    ? {}
    : { [VARIABLE_OF.holdSeverity]: policy.holdSeverity }),
  [VARIABLE_OF.maxAlertAge]: durationText(policy.maxAlertAgeMs),
  [VARIABLE_OF.allowReplays]: String(policy.allowReplays),
  [VARIABLE_OF.breakerLimit]: String(policy.breakerLimit),
  [VARIABLE_OF.breakerWindow]: durationText(policy.breakerWindowMs),
  [VARIABLE_OF.reviewAfter]: durationText(reviewAfterMs),
  [VARIABLE_OF.holdFor]: durationText(holdForMs),
  [VARIABLE_OF.onDrift]: onDrift,
  ...(inputs.formats.size > 0 ? { [VARIABLE_OF.inputs]: [...inputs.formats].join(',') } : {}),
  [VARIABLE_OF.findingClientIdKey]: inputs.clientIdKey,
  [VARIABLE_OF.findingActionName]: inputs.actionName,
  [VARIABLE_OF.ocsf]: String(ocsfResults),
});

/** What the rule for alerts sees to, for alerts that come by another way: wrapped, through a topic or a queue. */
export const wrappedAlertsEnvironment = ({
  alertSources,
  alertAccounts,
  alertTransports,
}: Readonly<Record<'alertSources' | 'alertAccounts' | 'alertTransports', readonly string[]>>): Record<
  string,
  string
> => ({
  // By CloudFormation's own join, for lists that only the deploy knows.
  ALERT_SOURCES: Fn.join(',', [...alertSources]),
  ...(alertAccounts.length > 0 ? { ALERT_ACCOUNTS: Fn.join(',', [...alertAccounts]) } : {}),
  ...(alertTransports.length > 0 ? { ALERT_TRANSPORTS: alertTransports.join(',') } : {}),
});

/** Problems of environment variables, with the name of the setting instead of the variable's. */
const inNamesOfSettings = (message: string): string[] =>
  message
    .split('\n')
    .slice(1)
    .map((line) => {
      const setting = Object.entries(VARIABLE_OF).find(([, variable]) =>
        line.trimStart().startsWith(`${variable} `),
      );
      return setting === undefined ? line.trim() : line.trim().replace(setting[1], setting[0]);
    });

/**
 * Asks the function's own configuration whether it would start with these settings, before they are deployed.
 * Every problem is added to `problems`.
 */
export const readFunctionSettings = (
  given: Readonly<Record<string, unknown>>,
  problems: string[],
): Settings | undefined => {
  const env: Record<string, string> = {};
  for (const [setting, variable] of Object.entries(VARIABLE_OF)) {
    const text = asText(given[setting]);
    if (typeof text === 'string') env[variable] = text;
    else if (text !== undefined)
      problems.push(`${setting} must be a text, a number, true, false or a list of texts`);
  }
  try {
    return parseSettings(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...inNamesOfSettings(error.message));
    return undefined;
  }
};
