import { readFileSync } from 'node:fs';
import { SettingsError } from './settings-error.ts';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';

/** What the parser says, with the line instead of a count of characters where it tells one; always one line. */
const parseProblem = (text: string, error: unknown): string => {
  const message = error instanceof Error ? error.message : 'unknown error';
  const [place = '', position] =
    / in JSON at position (\d+)(?: \(line \d+ column \d+\))?/.exec(message) ?? [];
  const line = position === undefined ? '' : `, line ${text.slice(0, Number(position)).split('\n').length}`;
  return `${line}: ${message.replace(place, '').replaceAll(/\s+/g, ' ')}`;
};

/**
 * The JSON in a file; `undefined` where there is no such file.
 * @throws SettingsError where it can't be read or is no JSON, under the name that the reader knows it by
 */
export const readJsonFile = (path: string, name: string): unknown => {
  let text: string;
  try {
    // Some editors begin a file with a mark of the byte order, which JSON does not know.
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new SettingsError([`${name} can not be read (${codeOf(error)})`]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SettingsError([`${name} is no valid JSON${parseProblem(text, error)}`]);
  }
};
