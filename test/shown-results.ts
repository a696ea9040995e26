import { disableDefaultColors } from 'vitest/node';

const isTerminal = process.stdout.isTTY || 'FORCE_COLOR' in process.env;

// Vitest itself takes a file for a terminal; what its workers write goes by the variable.
if (!isTerminal) {
  disableDefaultColors();
  Object.assign(process.env, { NO_COLOR: '1' });
}

/** Results as they come on a terminal; elsewhere what failed, whatever a test has printed, and the sums. */
export const SHOWN_RESULTS: 'default' | ['minimal', { silent: boolean }] = isTerminal
  ? 'default'
  : ['minimal', { silent: false }];
