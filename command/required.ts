import type { Command } from 'commander';

/**
 * Refuses a call without this option. Commander's own mandatory options are looked for before unknown ones, so that a
 * typing error in the flag would be reported as a missing flag.
 */
export const required = (command: Command, name: string, flag: string): Command =>
  command.hook('preAction', () => {
    if (command.opts()[name] === undefined) command.error(`error: required option '${flag}' not specified`);
  });
