import type { Command } from 'commander';
import type { Terminal } from '../local/terminal/terminal.ts';
import { isNpmScript } from './invoked-as.ts';
import { UsageError } from './usage-error.ts';

/** Flags that npm has itself under another name: `-c` is its `--call`. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  npm_config_call: '-c',
  npm_config_context: '--context',
};

const variableOf = (flag: string): string => `npm_config_${flag.slice(2).replaceAll('-', '_')}`;

/**
 * npm keeps every flag that stands before `--` for itself, and leaves a variable for each. Without this check a
 * forgotten `--` would drop a flag silently: a dry run, a reason, or the stack that is meant.
 * @throws UsageError
 */
export const refuseWhatNpmTook = (program: Command, argv: readonly string[], env: Terminal['env']): void => {
  if (!isNpmScript(env)) return;
  const flags = [program, ...program.commands].flatMap(({ options }) =>
    options.flatMap(({ long }) => long ?? []),
  );
  const byVariable = { ...Object.fromEntries(flags.map((flag) => [variableOf(flag), flag])), ...OTHER_NAMES };
  const taken = Object.entries(byVariable).filter(
    ([variable, flag]) => env[variable] && !argv.includes(flag),
  );
  if (taken.length === 0) return;
  const { npm_lifecycle_event: event } = env;
  const script = event === 'start' ? 'npm start' : `npm run ${event}`;
  throw new UsageError(
    `npm kept ${taken.map(([, flag]) => flag).join(', ')} for itself, because -- is missing: write ${script} -- and then the words and flags`,
  );
};
