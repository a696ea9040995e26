import picocolors from 'picocolors';
import type { Terminal } from './terminal.ts';

export type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * Colours for a person at a terminal, none in a pipe. NO_COLOR and FORCE_COLOR overrule it, in this order.
 * Not picocolors' own guess: that colours a pipe, too, where CI is set.
 */
export const colorsFor = ({ env, stdout }: Pick<Terminal, 'env' | 'stdout'>): Colors => {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR) return picocolors.createColors(false);
  if (FORCE_COLOR) return picocolors.createColors(FORCE_COLOR !== '0');
  return picocolors.createColors(stdout.isTTY === true && TERM !== 'dumb');
};
