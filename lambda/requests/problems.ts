import type * as z from 'zod/mini';
import { LineSchema } from '../contract/text.ts';

/** More than this many problems help nobody, and an event may have thousands of unknown keys. */
export const MAX_PROBLEMS = 20;

/** A long unknown key must not hide those after it. */
const KEY_LENGTH = 40;

const NAMES: Readonly<Record<string, string>> = { object: 'a JSON object', string: 'a text' };

const where = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? '' : `${path.map(String).join('.')} `;

/** Used if a schema has no words of its own: `zod/mini` has none. */
const ofWrongType = (issue: z.core.$ZodRawIssue): string | undefined => {
  if (issue.code !== 'invalid_type') return undefined;
  return issue.input === undefined ? 'is missing' : `must be ${NAMES[issue.expected] ?? issue.expected}`;
};

const words = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, MAX_PROBLEMS).map((key) => JSON.stringify(key.slice(0, KEY_LENGTH)));
    return `unknown field ${keys.join(', ')}; is it misspelt?`;
  }
  return issue.message;
};

const problemsOf = (error: z.core.$ZodError): string[] =>
  error.issues.slice(0, MAX_PROBLEMS).map((issue) => LineSchema.parse(where(issue.path) + words(issue)));

type ReadInWords<T> = { success: true; data: T } | { success: false; problems: string[] };

/**
 * Reads a payload, or says every problem of it in plain words, each with its place; cleaned, at most twenty.
 */
export const readInWords = <S extends z.ZodMiniType>(
  schema: S,
  payload: unknown,
): ReadInWords<z.output<S>> => {
  const parsed = schema.safeParse(payload, { error: ofWrongType });
  return parsed.success ? parsed : { success: false, problems: problemsOf(parsed.error) };
};
