/** Plain keys that the CDK command line keeps in the same context as settings. */
const CDK_KEYS = new Set(['acknowledged-issue-numbers', 'cli-telemetry', 'notices', 'versionReporting']);

/** Key that names the file of settings; a stack has none of this name. */
export const FILE_KEY = 'settings';

/** Feature flags and options begin with a scope, cached look-ups hold a colon: neither can be a setting. */
const belongsToCdk = (key: string): boolean =>
  key.startsWith('@aws-cdk') || key.startsWith('cdk-') || key.includes(':') || CDK_KEYS.has(key);

/** The part of a CDK context that is meant for this app, known or not. */
export const settingsInContext = (context: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(context).filter(([key]) => key !== FILE_KEY && !belongsToCdk(key)));
