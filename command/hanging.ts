import wrapAnsi from 'wrap-ansi';

/** Narrower than this, a hanging indent leaves no room for words. */
const MIN_TEXT = 20;

/**
 * A label and the text behind it, broken between words to fit the terminal; further lines begin below the text.
 * @param indent how wide the label is, without its colours
 * @param columns how wide the terminal is; without it, no line is broken
 */
export const hanging = (label: string, indent: number, text: string, columns: number | undefined): string => {
  if (columns === undefined) return `${label}${text}`;
  const width = Math.max(MIN_TEXT, columns - indent);
  return `${label}${wrapAnsi(text, width, { trim: true }).replaceAll('\n', `\n${' '.repeat(indent)}`)}`;
};
