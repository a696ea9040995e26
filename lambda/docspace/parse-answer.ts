import type * as z from 'zod/mini';
import { ResponseSchemaError } from './errors.ts';
import type { PortalAnswer } from './portal-http.ts';

/** The JSON of an answer, or `undefined` where it holds none. */
export const jsonOf = ({ text }: PortalAnswer): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Refuses a page in the place of the answer to a write: a sign-in or maintenance page answers 200 to everything
 * and changes nothing.
 * @throws ResponseSchemaError
 */
export const requireNoPage = (operation: string, answer: PortalAnswer): void => {
  if (answer.text.trimStart().startsWith('<')) throw new ResponseSchemaError(operation, 'it is a page');
};

/**
 * An answer's body, parsed. The error names the fields that are wrong, never what they hold.
 * @throws ResponseSchemaError
 */
export const parseAnswer = <S extends z.ZodMiniType>(
  operation: string,
  answer: PortalAnswer,
  schema: S,
): z.output<S> => {
  const body = jsonOf(answer);
  if (body === undefined) throw new ResponseSchemaError(operation, 'no complete JSON');
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.map(String).join('.') || 'the whole body');
  throw new ResponseSchemaError(operation, `not as expected: ${[...new Set(fields)].join(', ')}`);
};
