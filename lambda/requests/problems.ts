import type * as z from 'zod';
import { LineSchema } from '../text.ts';

/** More than this many problems help nobody, and an event may have thousands of unknown keys. */
export const MOST_PROBLEMS = 20;

/** A long unknown key must not hide those after it. */
const KEY_LENGTH = 40;

const NAMES: Readonly<Record<string, string>> = { object: 'a JSON object', string: 'a text' };

const where = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? '' : `${path.map(String).join('.')} `;

const words = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, MOST_PROBLEMS).map((key) => JSON.stringify(key.slice(0, KEY_LENGTH)));
    return `unknown field ${keys.join(', ')}; is it misspelt?`;
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing';
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input'))
    return `must be ${NAMES[issue.expected] ?? issue.expected}`;
  return issue.message;
};

/** Every problem of a payload in plain words, each with the place it stands at; cleaned, at most twenty. */
export const problemsOf = (error: z.ZodError): string[] =>
  error.issues.slice(0, MOST_PROBLEMS).map((issue) => LineSchema.parse(where(issue.path) + words(issue)));
