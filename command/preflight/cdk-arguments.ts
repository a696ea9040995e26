import { parseArgs } from 'node:util';

/** What the preflight must know of the arguments; CDK gets all of them, as they were given. */
export type CdkArguments = {
  /** The verb: deploy, diff, …; `undefined` where there is none. */
  command: string | undefined;
  /** The values of `-c`, by name. */
  context: Record<string, string>;
  profile: string | undefined;
  region: string | undefined;
  toolkitStackName: string;
  /** Whether `--app` names another app, or one that was synthesised before: its settings are not checked. */
  otherApp: boolean;
  help: boolean;
};

/** CDK's own default. */
const TOOLKIT_STACK = 'CDKToolkit';

const OPTIONS = {
  context: { type: 'string', short: 'c', multiple: true },
  profile: { type: 'string' },
  region: { type: 'string' },
  'toolkit-stack-name': { type: 'string' },
  app: { type: 'string', short: 'a' },
  help: { type: 'boolean', short: 'h' },
} as const;

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** `name=value` as CDK reads it; `-c=name=value` keeps the first equals sign. CDK itself reports what is neither. */
const assignmentIn = (given: string): [string, string][] => {
  const [, name, value] = /^=?([^=]+)=(.*)$/s.exec(given) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
};

export const readArguments = (argv: readonly string[]): CdkArguments => {
  // Not strict: the other options are CDK's.
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
  });
  const given = (values.context ?? []).filter((value) => typeof value === 'string');
  return {
    command: positionals[0],
    context: Object.fromEntries(given.flatMap(assignmentIn)),
    profile: text(values.profile),
    region: text(values.region),
    toolkitStackName: text(values['toolkit-stack-name']) ?? TOOLKIT_STACK,
    otherApp: values.app !== undefined,
    help: values.help === true,
  };
};
