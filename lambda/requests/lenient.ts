import * as z from 'zod';
import type { LineSchema } from '../text.ts';

/** Senders often write `null` or an empty text where they mean "nothing". */
export const absent = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

export const optional = <S extends z.ZodType>(schema: S) => z.preprocess(absent, schema.optional());

/** A harmless text: a number or boolean is read as text, anything else as nothing. */
export const harmless = (schema: typeof LineSchema) =>
  z.preprocess(
    (value) => (['string', 'number', 'boolean'].includes(typeof value) ? absent(String(value)) : undefined),
    schema.transform((text) => (text === '' ? undefined : text)).optional(),
  );
