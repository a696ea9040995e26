import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

/** Longest line of foreign text that is kept, in UTF-16 units. */
const LINE_LENGTH = 200;

/** Longest reason that is kept: an analyst's sentence may be longer than a name. */
const REASON_LENGTH = 1_000;

/**
 * A text is cleaned before it is cut, but only this many times its length is looked at: a megabyte of control
 * characters must cost no more than a line of text.
 */
const EXAMINED = 4;

/**
 * Control characters and line separators become spaces (they could forge log lines and terminal output);
 * format characters (bidirectional overrides, zero-width, tags) and lone surrogates vanish.
 */
const clean = (text: string, length: number): string =>
  text
    .slice(0, length * EXAMINED)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .slice(0, length)
    .replace(/\p{Cs}$/u, '')
    .trimEnd();

/** One line of text from outside (a name, a title, a claimed operator): cleaned, at most 200 characters. */
export const LineSchema = z.pipe(
  z.string(),
  z.transform((text) => clean(text, LINE_LENGTH)),
);

/** A reason from outside: cleaned, at most 1,000 characters. */
export const ReasonSchema = z.pipe(
  z.string(),
  z.transform((text) => clean(text, REASON_LENGTH)),
);

/** So many characters stay readable of an id that is too long, or that cleaning changes. */
const ID_BEGINNING = 150;

/** How ids end that were made here: an id from outside that ends like this is never kept as it is. */
const MADE_HERE = /~[0-9a-f]+$/;

const HASH_LENGTH = 32;

const identityOf = (text: string): string => {
  const whole = text.trim();
  if (whole === clean(whole, LINE_LENGTH) && !MADE_HERE.test(whole)) return whole;
  // As UTF-16: in UTF-8 all lone surrogates are the same three bytes.
  const hash = createHash('sha256').update(whole, 'utf16le').digest('hex').slice(0, HASH_LENGTH);
  return `${clean(whole, ID_BEGINNING)}~${hash}`;
};

/**
 * An id from outside that is compared: two are equal only if their raw texts are, blanks around them aside. A short clean
 * id stays as it is; of any other stay at most 150 cleaned characters, then `~` and 32 hexadecimal digits of a SHA-256.
 */
export const IdSchema = z.pipe(z.string(), z.transform(identityOf));

/** The id of what has none, by its position among others: equal to no id that `IdSchema` keeps. */
export const idOfPosition = (position: number): string => `~${position}`;

/** Senders often write `null` or an empty text when they mean "nothing". */
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
