import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { LineSchema } from '../lambda/contract/text.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { UsageError } from './usage-error.ts';

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission to read it',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && /^[A-Z0-9_]{1,60}$/.test(String(error.code))
    ? String(error.code)
    : 'unknown error';

/** Where JSON.parse failed. Its own message is not shown, since it quotes the text. */
const placeOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : '';
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  if (line !== undefined) return ` (line ${line}, column ${column})`;
  return message.includes('end of JSON') ? ' (it ends too early)' : '';
};

/**
 * The event in a file, or on standard input for `-`: any JSON, as the function would get it.
 * @throws UsageError
 */
export const readEventFile = async (
  path: string,
  { stdin, folder }: Pick<Terminal, 'stdin' | 'folder'>,
): Promise<unknown> => {
  const name = path === '-' ? 'standard input' : LineSchema.parse(path);
  let bytes: Uint8Array;
  try {
    bytes = path === '-' ? await buffer(stdin) : await readFile(resolve(folder, path));
  } catch (error) {
    const code = codeOf(error);
    throw new UsageError(`${name} cannot be read: ${READ_PROBLEMS[code] ?? code}`);
  }
  // Decoded, not toString(): some editors begin a file with a byte order mark, which JSON.parse does not take.
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') throw new UsageError(`${name} is empty; an event in JSON is expected`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is not JSON${placeOf(error)}`);
  }
};
