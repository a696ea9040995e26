import { setTimeout } from 'node:timers/promises';
import ms from 'ms';
import { LineSchema } from '../../lambda/contract/text.ts';
import { type Colors, colorsFor } from '../../local/terminal/colors.ts';
import { EXIT, type ExitCode } from '../../local/terminal/exit-code.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { announce } from '../announce.ts';
import { type OpenStack, type StackOptions, withStack } from '../aws/open-stack.ts';
import { showWait } from '../waiting.ts';
import { logEntries, type StoredEntry } from './log-entries.ts';

type Options = StackOptions & { since?: number; follow?: true; json?: true };

const POLL_MS = 2_000;

/** What CloudWatch may still add behind what was read. */
const LATE_MS = 10_000;

/** Shown in this order; the other fields of a line are for machines. */
const FIELDS = [
  'action',
  'trigger',
  'outcome',
  'guard',
  'error',
  'clientId',
  'problem',
  'fault',
  'eventId',
] as const;

/** One entry as a line: when, what, and the fields that a person looks for. */
const logLine = ({ at, entry }: StoredEntry, { red, yellow, dim }: Colors): string => {
  const level = (entry.level ?? 'info').toLowerCase();
  const tone = level === 'error' ? red : level === 'warn' ? yellow : (text: string) => text;
  const fields = FIELDS.flatMap((name) => {
    const value = entry[name];
    return typeof value === 'string' && value !== '' ? [`${name} ${LineSchema.parse(value)}`] : [];
  });
  const when = new Date(at).toISOString().replace('T', ' ').slice(0, 19);
  const what = [entry.code, LineSchema.parse(entry.message ?? '')].filter((part) => part).join(' ');
  return [`${dim(when)}  ${tone(what)}`, ...fields].join('; ');
};

/** Entries from `since` on, each once, until the person ends it. */
async function* followed(stack: OpenStack, since: number, ended: AbortSignal): AsyncGenerator<StoredEntry[]> {
  const seen = new Set<string>();
  let from = since;
  while (!ended.aborted) {
    const fresh = (await logEntries(stack, { since: from })).filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    yield fresh;
    from = Math.max(from, (fresh.at(-1)?.at ?? 0) - LATE_MS);
    await setTimeout(POLL_MS, undefined, { signal: ended }).catch(() => {});
  }
}

/** Shows the log of a stack's function. */
export const showLogs = (options: Options, terminal: Terminal): Promise<ExitCode> =>
  withStack(options, terminal, async (stack) => {
    const { stdout, stderr } = terminal;
    announce(stack.title, options, terminal);
    const colors = colorsFor(terminal);
    const lengthMs = options.since ?? ms('1h');
    const since = Date.now() - lengthMs;
    const show = (entries: readonly StoredEntry[]) => {
      for (const one of entries)
        stdout.write(`${options.json === true ? JSON.stringify(one.entry) : logLine(one, colors)}\n`);
    };
    if (options.follow !== true) {
      const entries = await showWait(
        () => `waiting for the log of ${stack.functionName}; a long --since takes minutes`,
        logEntries(stack, { since }),
        terminal,
      );
      show(entries);
      if (entries.length === 0)
        stderr.write(`no entry in the last ${ms(lengthMs, { long: true })}: --since 7d looks further back\n`);
      return EXIT.holds;
    }
    const ended = new AbortController();
    void terminal.untilInterrupted().then(() => ended.abort());
    stderr.write('following; Ctrl-C ends it\n');
    for await (const fresh of followed(stack, since, ended.signal)) show(fresh);
    return EXIT.holds;
  });
