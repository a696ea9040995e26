import { FINDING_FORMATS } from '../lambda/contract/finding-format.ts';
import { parseInputs } from '../lambda/contract/settings.ts';
import { readEvents } from '../lambda/requests/door.ts';
import { EXIT, type ExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { explainEvent } from './explained.ts';
import { explainedText } from './explained-text.ts';
import { UsageError } from './usage-error.ts';

/**
 * Shows how the door reads an event, without a portal. Every format counts as enabled.
 * @throws ConfigError, UsageError
 */
export const explain = (
  payload: unknown,
  { json }: { json?: true },
  { env, stdout }: Pick<Terminal, 'env' | 'stdout'>,
): ExitCode => {
  const { FINDING_CLIENT_ID_KEY, FINDING_ACTION_NAME, ALERT_TRANSPORTS, ALERT_SOURCES, ALERT_ACCOUNTS } = env;
  const wrapped = { ALERT_TRANSPORTS, ALERT_SOURCES, ALERT_ACCOUNTS };
  const asked = parseInputs({ FINDING_CLIENT_ID_KEY, FINDING_ACTION_NAME, ...wrapped });
  const inputs = { ...asked, formats: new Set(FINDING_FORMATS) };
  const explained = readEvents(payload, inputs).map((read) => explainEvent(read, inputs));
  if (explained.length === 0)
    throw new UsageError(
      'this is not an event: it has no source, detail-type or detail, so it would be read as a request by hand',
    );
  stdout.write(`${json === true ? JSON.stringify(explained, null, 2) : explainedText(explained)}\n`);
  const outcomes = explained.flatMap(({ readings }) => readings.map(({ outcome }) => outcome));
  return outcomes.includes('alert') && !outcomes.includes('invalid') ? EXIT.holds : EXIT.invalid;
};
