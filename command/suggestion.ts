import { closest, distance } from 'fastest-levenshtein';

/** What a word with a typing error was probably meant to be: `(Did you mean check?)`, or nothing. */
export const suggestion = (word: string, known: readonly string[]): string => {
  if (known.length === 0) return '';
  const best = closest(word, [...known]);
  return distance(word, best) <= Math.max(1, Math.floor(best.length * 0.4)) ? ` (Did you mean ${best}?)` : '';
};
