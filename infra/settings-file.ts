import { resolve } from 'node:path';
import * as z from 'zod';
import { readJsonFile } from './json-file.ts';
import { SettingsError } from './settings-error.ts';

/** Ignored by Git: it outlives every upgrade, and no test reads it. */
const DEFAULT_FILE = 'settings.json';

const NameSchema = z.string().trim().min(1);
const FileSchema = z.record(z.string(), z.unknown());

/**
 * The settings that stay from deploy to deploy.
 * @param named - value of the key `settings` of the context, the path of another file; where there is none, the
 * default file may be missing
 * @param folder - where relative paths begin: the root of the project
 * @throws SettingsError
 */
export const readSettingsFile = (named: unknown, folder: string): Record<string, unknown> => {
  const name = NameSchema.safeParse(named).data;
  const file = name ?? DEFAULT_FILE;
  const content = readJsonFile(resolve(folder, file), file);
  if (content === undefined) {
    if (name === undefined) return {};
    throw new SettingsError([`${file} does not exist; correct -c settings=…, which names it`]);
  }
  const settings = FileSchema.safeParse(content);
  if (!settings.success)
    throw new SettingsError([
      `${file} must hold one JSON object of settings such as {"portalUrl": "https://example.onlyoffice.com"}`,
    ]);
  return settings.data;
};
