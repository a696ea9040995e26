import { FINDING_FORMATS } from '../lambda/contract/finding-format.ts';
import { parseInputs } from '../lambda/contract/settings.ts';
import { readEvents } from '../lambda/requests/door.ts';
import { EXIT, type ExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { announce } from './announce.ts';
import { explainEvent } from './explained.ts';
import { explainedText } from './explained-text.ts';
import { UsageError } from './usage-error.ts';

type Options = { json?: true; stack?: string; region?: string; profile?: string };

/** Where the settings that reading needs come from: this environment, or the function of a stack. */
const settingsFor = async (
  { stack, ...options }: Options,
  terminal: Terminal,
): Promise<{ env: Terminal['env']; title?: string }> => {
  if (stack === undefined) return terminal;
  const { functionSettings } = await import('./stack/function-settings.ts');
  return functionSettings({ ...options, stack }, terminal);
};

/**
 * Shows how the door reads an event, without a portal. Every format counts as enabled here; on a stack, those that
 * its function takes.
 * @throws ConfigError, UsageError
 */
export const explain = async (payload: unknown, options: Options, terminal: Terminal): Promise<ExitCode> => {
  const { stdout } = terminal;
  const { env, title } = await settingsFor(options, terminal);
  const { INPUTS, FINDING_CLIENT_ID_KEY, FINDING_ACTION_NAME } = env;
  const { ALERT_TRANSPORTS, ALERT_SOURCES, ALERT_ACCOUNTS } = env;
  const asked = parseInputs({
    ...(title === undefined ? {} : { INPUTS }),
    FINDING_CLIENT_ID_KEY,
    FINDING_ACTION_NAME,
    ALERT_TRANSPORTS,
    ALERT_SOURCES,
    ALERT_ACCOUNTS,
  });
  const inputs = { ...asked, formats: new Set(FINDING_FORMATS) };
  const explained = readEvents(payload, inputs).map((read) => explainEvent(read, inputs));
  if (explained.length === 0)
    throw new UsageError(
      'this is not an event: it has no source, detail-type or detail, so it would be read as a request by hand',
    );
  if (title !== undefined) announce(title, options, terminal);
  stdout.write(`${options.json === true ? JSON.stringify(explained, null, 2) : explainedText(explained)}\n`);
  const missing = FINDING_FORMATS.filter(
    (format) =>
      title !== undefined &&
      !asked.formats.has(format) &&
      explained.some(({ adapter }) => adapter === format),
  );
  if (missing.length > 0)
    terminal.stderr.write(
      `the stack does not take it: add ${missing.join(', ')} to its setting inputs, and deploy\n`,
    );
  const outcomes = explained.flatMap(({ readings }) => readings.map(({ outcome }) => outcome));
  return outcomes.includes('alert') && !outcomes.includes('invalid') && missing.length === 0
    ? EXIT.holds
    : EXIT.invalid;
};
