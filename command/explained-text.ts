import type { Explained } from './explained.ts';
import { hanging } from './hanging.ts';

const ADAPTERS = {
  alert: "alert (the kill switch's own format; always enabled)",
  asff: 'asff (Security Hub CSPM)',
  ocsf: 'ocsf (Security Hub)',
} as const;

const IGNORED = {
  'no-key': 'no client id in finding',
  'own-event': 'the kill switch itself has sent event',
  'other-button': 'another button than findingActionName (FINDING_ACTION_NAME here) sent finding',
} as const;

const UNREADABLE = { invalid: 'invalid', failed: 'failed: a setting keeps it out' } as const;

const WIDTH = 14;

const row = (label: string, text: string): string => `  ${label.padEnd(WIDTH)}${text}`;

const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));

const linesOf = (reading: Explained['readings'][number]): string[] => {
  const empty = reading.emptyPlaces.map((place) => row('not found in', place));
  if (reading.outcome === 'ignored')
    return [
      row('read as', `nothing: ${IGNORED[reading.because]} ${reading.findingId ?? '(without an id)'}`),
      ...empty,
    ];
  if (reading.outcome !== 'alert')
    return [
      row('read as', UNREADABLE[reading.outcome]),
      ...reading.problems.map((text) => row('problem', text)),
      ...empty,
    ];
  const { alert, found, guards } = reading;
  const refused =
    guards.find(({ refuses, holds }) => refuses !== null && !holds) ?? guards.find(({ holds }) => holds);
  const placed = [
    ['clientId', alert.clientId, found.clientId],
    ['severity', alert.severity, found.severity],
    ['reason', alert.reason, found.reason],
    ['alertId', alert.alertId, found.alertId],
    ['detectedAt', alert.detectedAt, found.detectedAt],
  ] as const;
  const rest = [
    ['eventId', alert.eventId],
    ['source', alert.source],
    ['brought by', alert.transport],
    ['portal', alert.portal],
    ['replay', alert.replay],
    ['dryRun', alert.dryRun || undefined],
    ['by a person', alert.chosenByPerson || undefined],
  ] as const;
  return [
    row(
      'read as',
      refused === undefined
        ? 'an alert that asks to disable'
        : `an alert that the guard ${refused.name} ${refused.holds ? 'holds for a person' : 'refuses'}`,
    ),
    ...placed.map(([label, value, place]) => row(label, `${textOf(value)}   from ${place}`)),
    ...guards.map(({ name, refuses }) => row('guard', `${name}: ${refuses ?? 'passes'}`)),
    ...rest.flatMap(([label, value]) => (value === undefined ? [] : [row(label, textOf(value))])),
    ...empty,
  ];
};

/** A row as wide as the terminal at most: what goes on stands below its text. */
const folded = (line: string, columns: number | undefined): string =>
  line.startsWith('  ') ? hanging(line.slice(0, WIDTH + 2), WIDTH + 2, line.slice(WIDTH + 2), columns) : line;

/**
 * An explanation as text for a person.
 * @param columns how wide the terminal is; without it, no line is broken
 */
export const explainedText = (explained: readonly Explained[], columns: number | undefined): string =>
  explained
    .map(({ adapter, settings, readings }) =>
      [
        `adapter  ${ADAPTERS[adapter]}`,
        ...settings.stack.map((setting) => row('needs', `${setting} in the stack`)),
        ...settings.environment.map((setting) => row('needs', `${setting} in the function or here`)),
        ...readings.map((reading) => linesOf(reading).join('\n')),
      ].join('\n'),
    )
    .join('\n\n')
    .split('\n')
    .map((line) => folded(line, columns))
    .join('\n');
