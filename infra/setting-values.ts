import * as z from 'zod';

/** `-c` takes text only, settings.json any JSON: numbers, booleans and lists become the text that `-c` would take. */
export const asText = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() === '' ? undefined : value;
};

/** A setting whose schema reads text, given as text or JSON; empty counts as not given. */
export const fromText = <S extends z.ZodType>(schema: S) => z.preprocess(asText, schema);

/** A list, given as JSON or as text with commas. */
export const listOf = (schema: z.ZodType<string, string>, fallback: string[]) =>
  fromText(
    z
      .string('must be a list such as a,b')
      .transform((list) =>
        list
          .split(',')
          .map((entry) => entry.trim())
          .filter((entry) => entry !== ''),
      )
      .pipe(z.array(schema).min(1, 'must hold at least one entry'))
      .default(fallback),
  );

/** A whole number between two bounds, both allowed. */
export const wholeNumber = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string(message)
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message);
};
