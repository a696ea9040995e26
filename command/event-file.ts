import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { LineSchema } from '../lambda/contract/text.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { textOf } from './event-text.ts';
import { fromPutEvents } from './put-events-entries.ts';
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

const parsed = (text: string): { value: unknown } | { problem: unknown } => {
  try {
    return { value: JSON.parse(text) };
  } catch (problem) {
    return { problem };
  }
};

/**
 * One JSON value a line: how streams and exports write many events. Nothing where the first line alone is none.
 * @throws UsageError with the number of a line that is not JSON
 */
const linesOf = (text: string, name: string): unknown[] | undefined => {
  const lines = text
    .split(/\r?\n/)
    .map((line, at) => ({ line, number: at + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => ({ ...parsed(line), number }));
  const [first] = lines;
  if (lines.length < 2 || first === undefined || 'problem' in first) return undefined;
  return lines.map((line) => {
    if ('value' in line) return line.value;
    throw new UsageError(`${name} holds one JSON value a line, but line ${line.number} is not JSON`);
  });
};

type Surroundings = Pick<Terminal, 'stdin' | 'folder'> & Parameters<typeof fromPutEvents>[2];

/**
 * The event in a file, or on standard input for `-`: any JSON, as the function would get it; several lines of JSON as
 * an array, and entries of `put-events` as the events that EventBridge makes of them.
 * @throws UsageError
 */
export const readEventFile = async (
  path: string,
  { stdin, folder, ...added }: Surroundings,
): Promise<unknown> => {
  const name = path === '-' ? 'standard input' : LineSchema.parse(path);
  let bytes: Uint8Array;
  try {
    bytes = path === '-' ? await buffer(stdin) : await readFile(resolve(folder, path));
  } catch (error) {
    const code = codeOf(error);
    throw new UsageError(`${name} cannot be read: ${READ_PROBLEMS[code] ?? code}`);
  }
  const text = textOf(name, bytes);
  if (text.trim() === '') throw new UsageError(`${name} is empty; an event in JSON is expected`);
  const whole = parsed(text);
  if ('value' in whole) return fromPutEvents(whole.value, name, added);
  const lines = linesOf(text, name);
  if (lines === undefined) throw new UsageError(`${name} is not JSON${placeOf(whole.problem)}`);
  return fromPutEvents(lines, name, added);
};
