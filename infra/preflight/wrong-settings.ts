import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { readSettings } from '../settings.ts';
import { SettingsError } from '../settings-error.ts';
import { settingsInContext } from '../settings-in-context.ts';

const ContextSchema = z.record(z.string(), z.unknown());
const ConfigSchema = z.looseObject({ context: ContextSchema.optional() });

const jsonIn = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Not there, or not readable: CDK says so itself where it matters.
    return undefined;
  }
};

/** The context that CDK finds in files, the weaker first. */
const contextInFiles = (): Record<string, unknown> => ({
  ...ConfigSchema.safeParse(jsonIn(join(homedir(), '.cdk.json'))).data?.context,
  ...ContextSchema.safeParse(jsonIn('cdk.context.json')).data,
  ...ConfigSchema.safeParse(jsonIn('cdk.json')).data?.context,
});

/** What is wrong with the settings, as the app itself would say it; `undefined` where nothing is. */
export const wrongSettings = (
  fromCommandLine: Readonly<Record<string, string>>,
  fromFiles: Readonly<Record<string, unknown>> = contextInFiles(),
): string | undefined => {
  try {
    readSettings(settingsInContext({ ...fromFiles, ...fromCommandLine }));
    return undefined;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
};
