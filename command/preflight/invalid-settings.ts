import { join } from 'node:path';
import * as z from 'zod';
import { readJsonFile } from '../../infra/json-file.ts';
import { readSettings } from '../../infra/settings.ts';
import { SettingsError } from '../../infra/settings-error.ts';
import { readSettingsFile } from '../../infra/settings-file.ts';
import { FILE_KEY, settingsInContext } from '../../infra/settings-in-context.ts';

/** Where CDK looks for its own files: the root of the project, and the home of whoever runs it. */
export type Folders = { project: string; home: string };

const ContextSchema = z.record(z.string(), z.unknown());
const ConfigSchema = z.looseObject({ context: ContextSchema.optional() });

const contextIn = (path: string, name: string): Record<string, unknown> | undefined =>
  ConfigSchema.safeParse(readJsonFile(path, name)).data?.context;

/** The context that CDK finds in files; later files override earlier ones. */
const contextInFiles = ({ project, home }: Folders): Record<string, unknown> => ({
  ...contextIn(join(home, '.cdk.json'), '~/.cdk.json'),
  ...ContextSchema.safeParse(readJsonFile(join(project, 'cdk.context.json'), 'cdk.context.json')).data,
  ...contextIn(join(project, 'cdk.json'), 'cdk.json'),
});

/**
 * The settings of every stack, as the app itself will read them.
 * @throws SettingsError
 */
export const settingsOf = (fromCommandLine: Readonly<Record<string, string>>, folders: Folders) => {
  const context = { ...contextInFiles(folders), ...fromCommandLine };
  return readSettings({
    ...readSettingsFile(context[FILE_KEY], folders.project),
    ...settingsInContext(context),
  });
};

/** The settings of every stack, or their problems in the words of the app itself. */
export const readSettingsOrProblem = (
  fromCommandLine: Readonly<Record<string, string>>,
  folders: Folders,
): { stacks: ReturnType<typeof settingsOf>; problem?: undefined } | { stacks: []; problem: string } => {
  try {
    return { stacks: settingsOf(fromCommandLine, folders) };
  } catch (error) {
    if (error instanceof SettingsError) return { stacks: [], problem: error.message };
    throw error;
  }
};
