import { readFileSync } from 'node:fs';
import { SettingsError } from './settings-error.ts';

/** Why the file system refused, for example ENOENT. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';

/** The parser's message in one line, with the number of the line instead of a count of characters. */
const parseProblem = (text: string, error: unknown): string => {
  const message = error instanceof Error ? error.message : 'unknown error';
  const [place = '', position] =
    / in JSON at position (\d+)(?: \(line \d+ column \d+\))?/.exec(message) ?? [];
  const line = position === undefined ? '' : `, line ${text.slice(0, Number(position)).split('\n').length}`;
  return `${line}: ${message.replace(place, '').replaceAll(/\s+/g, ' ')}`;
};

/**
 * The JSON in a file; `undefined` where there is no such file.
 * @throws SettingsError where it cannot be read or is not JSON; the message calls the file by `name`
 */
export const readJsonFile = (path: string, name: string): unknown => {
  let text: string;
  try {
    // Some editors begin a file with a mark of the byte order, which JSON does not know.
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new SettingsError([`${name} cannot be read (${codeOf(error)})`]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SettingsError([`${name} is not valid JSON${parseProblem(text, error)}`]);
  }
};
