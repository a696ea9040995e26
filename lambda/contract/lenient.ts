import * as z from 'zod/mini';
import type { LineSchema } from './text.ts';

/** Senders often write `null` or an empty text where they mean "nothing". */
export const absent = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

export const optional = <S extends z.ZodMiniType>(schema: S) =>
  z.pipe(z.transform(absent), z.optional(schema));

/** A harmless text: a number or boolean is read as text, anything else as nothing. */
export const harmless = (schema: typeof LineSchema) =>
  z.pipe(
    z.transform((value) =>
      ['string', 'number', 'boolean'].includes(typeof value) ? absent(String(value)) : undefined,
    ),
    z.optional(
      z.pipe(
        schema,
        z.transform((text) => (text === '' ? undefined : text)),
      ),
    ),
  );
