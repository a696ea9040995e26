import { SettingsError } from './settings-error.ts';

/** Plain keys that the CDK command line keeps in the same context as settings. */
const CDK_KEYS = new Set(['acknowledged-issue-numbers', 'cli-telemetry', 'notices', 'versionReporting']);

/** Key that names the file of settings; a stack has none of this name. */
export const FILE_KEY = 'settings';

/** Feature flags and options begin with a scope, cached look-ups hold a colon: neither can be a setting. */
const belongsToCdk = (key: string): boolean =>
  key.startsWith('@aws-cdk') || key.startsWith('cdk-') || key.includes(':') || CDK_KEYS.has(key);

/** CDK's own key for the boundary of every role. */
const BOUNDARY_KEY = '@aws-cdk/core:permissionsBoundary';

/**
 * The part of a CDK context that is meant for this app, known or not.
 * @throws SettingsError where CDK's own permissions boundary is a text: CDK would stop without naming it
 */
export const settingsInContext = (context: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  if (typeof context[BOUNDARY_KEY] === 'string')
    throw new SettingsError([
      `${BOUNDARY_KEY} must be an object such as {"arn": "arn:aws:iam::123456789012:policy/boundary"} in cdk.json or ~/.cdk.json; on the command line use the setting permissionsBoundary`,
    ]);
  return Object.fromEntries(
    Object.entries(context).filter(([key]) => key !== FILE_KEY && !belongsToCdk(key)),
  );
};
