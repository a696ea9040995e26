import * as z from 'zod';
import { FINDING_FORMATS, type Inputs } from '../lambda/contract/finding-format.ts';
import type { Outcome } from '../lambda/contract/outcome.ts';
import { parseSettings } from '../lambda/contract/settings.ts';
import { readEvents, readPayload, readUnknown } from '../lambda/requests/door.ts';
import type { EventReading } from '../lambda/requests/reading.ts';
import { EXIT, type ExitCode, worstExitCode } from '../local/terminal/exit-code.ts';
import { given, type Terminal } from '../local/terminal/terminal.ts';
import { announce } from './announce.ts';
import { type Explained, explainEvent } from './explained.ts';
import { explainedText } from './explained-text.ts';
import { UsageError } from './usage-error.ts';

/** Like the embedded portal, it is not the one that an alert names. */
const NO_PORTAL = 'http://localhost';

type Options = { json?: true; stack?: string; region?: string; profile?: string };

/** Where the settings come from: this environment, or the function of a stack. */
const settingsFor = async (
  { stack, ...options }: Options,
  terminal: Terminal,
): Promise<{ env: Terminal['env']; title?: string }> => {
  if (stack === undefined) return terminal;
  const { functionSettings } = await import('./stack/function-settings.ts');
  return functionSettings({ ...options, stack }, terminal);
};

const NOT_AN_EVENT = { person: 'a request by hand', schedule: 'a request of the schedule' } as const;

/** A finding as the console of Security Hub shows it, without the event that brings it. */
const BareFindingSchema = z.union([
  z.object({ ProductArn: z.string() }),
  z.object({ finding_info: z.unknown() }),
]);

const HOW_TO_WRAP =
  'a finding arrives in an event: {"source": "aws.securityhub", "detail-type": "Security Hub Findings - Imported", "detail": {"findings": [<it>]}}\n';

/** @throws UsageError for what is no alert, not even an invalid one */
const eventsIn = (payload: unknown, inputs: Inputs): EventReading[] => {
  const events = readEvents(payload, inputs);
  if (events.length > 0) return events;
  const { from } = readPayload(payload, inputs, 'unqualified');
  if (from === 'bus') return [readUnknown(payload, inputs, 'unqualified')];
  throw new UsageError(
    `this is not an event: it has no source, detail-type or detail, so it would be read as ${NOT_AN_EVENT[from]}`,
  );
};

/** How it would end if nothing but the request decided; nothing where nobody would hear of it. */
const outcomesOf = (reading: Explained['readings'][number]): Outcome[] => {
  if (reading.outcome === 'ignored') return [];
  if (reading.outcome !== 'alert') return [reading.outcome];
  return reading.guards.some(({ refuses }) => refuses !== null) ? ['refused'] : ['disabled'];
};

/**
 * Shows how the door reads an event, and what each guard that reads the request says, without a portal. Every format
 * counts as enabled here; on a stack, those that its function takes.
 * @returns the code with which `event` would exit on a portal that works
 * @throws ConfigError, UsageError
 */
export const explain = async (payload: unknown, options: Options, terminal: Terminal): Promise<ExitCode> => {
  const { stdout } = terminal;
  const { env, title } = await settingsFor(options, terminal);
  const settings = parseSettings({ ...env, PORTAL_URL: given(env, 'PORTAL_URL') ?? NO_PORTAL });
  const inputs = { ...settings.inputs, formats: new Set(FINDING_FORMATS) };
  const context = { inputs, policy: settings.policy, now: terminal.now() };
  const explained = eventsIn(payload, inputs).map((read) => explainEvent(read, context));
  if (title !== undefined) announce(title, options, terminal);
  stdout.write(
    `${options.json === true ? JSON.stringify(explained, null, 2) : explainedText(explained, stdout.columns)}\n`,
  );
  if (BareFindingSchema.safeParse(payload).success) terminal.stderr.write(HOW_TO_WRAP);
  const missing = FINDING_FORMATS.filter(
    (format) =>
      title !== undefined &&
      !settings.inputs.formats.has(format) &&
      explained.some(({ adapter }) => adapter === format),
  );
  if (missing.length > 0)
    terminal.stderr.write(
      `the stack does not take it: add ${missing.join(', ')} to its setting inputs, and deploy\n`,
    );
  const outcomes = explained.flatMap(({ readings }) => readings.flatMap(outcomesOf));
  if (outcomes.length === 0) return EXIT.invalid;
  // The function fails what its settings keep it from reading, so that it is kept.
  return missing.length > 0 ? EXIT.failed : worstExitCode(outcomes);
};
