import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

/** Longest line of foreign text that is kept, in UTF-16 units. */
const LINE_LENGTH = 200;

/** Longest reason that is kept: an analyst's sentence may be longer than a name. */
const REASON_LENGTH = 1_000;

/**
 * Cleaned before it is cut, yet never more than this much of it is looked at: a megabyte of control
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

/** What stays readable of an id that is too long, or that cleaning changes. */
const ID_BEGINNING = 150;

/**
 * An id from outside that is compared. A short clean one stays as it is; any other keeps its beginning and gets a hash of
 * the whole, so that two different ids never become equal by being cut.
 */
export const IdSchema = z.pipe(
  z.string(),
  z.transform((text) => {
    const whole = text.trim();
    const line = clean(text, LINE_LENGTH);
    // Nothing readable is no id, whatever it is made of.
    if (line === whole || line === '') return line;
    return `${clean(text, ID_BEGINNING)}~${createHash('sha256').update(whole).digest('hex').slice(0, 32)}`;
  }),
);
