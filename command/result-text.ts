import type { ContainmentResult } from '../lambda/contract/result.ts';
import { WARNINGS } from '../lambda/contract/warning.ts';
import { IN_CONSOLE } from '../lambda/report/hold-steps.ts';
import { RETRY_FOLLOWS } from '../lambda/report/next-steps.ts';
import type { Colors } from '../local/terminal/colors.ts';
import { EXIT, exitCodeOf } from '../local/terminal/exit-code.ts';
import { duration, timeOfDay } from '../local/terminal/times.ts';
import { auditFacts } from './audit-facts.ts';
import { clientTable } from './client-table.ts';
import { hanging } from './hanging.ts';
import { type Caller, typed } from './typed.ts';

type Row = readonly [label: string, text: string];

/** `columns`: how wide the terminal is; without it, no line is broken. */
type Style = { colors: Colors; columns: number | undefined };

const LABEL_WIDTH = 13;

const onOff = (enabled: boolean | null): string => (enabled === null ? 'unknown' : enabled ? 'on' : 'off');

const BASIS = {
  'read-back': 'read back',
  'response-body': "by the portal's own answer",
  none: 'not read back',
} as const;

/** Who disabled the client before this run, and when. */
const containmentRows = ({ containment }: ContainmentResult): Row[] => {
  if (containment === undefined) return [];
  const { state, since, by } = containment;
  const who = by === null ? [] : [`by ${by.type}`, by.operator ?? by.source, by.reason];
  const facts = [since === null ? state : `${state} since ${since}`, ...who].filter(
    (fact) => fact !== null && fact !== undefined,
  );
  return [['ledger', facts.join(', ')]];
};

const stateRows = ({ outcome, action, client, proof }: ContainmentResult): Row[] => {
  if (client === null || action === null) return [];
  const { enabledBefore, enabledAfter } = client;
  if (proof.writes.length > 0)
    return [['state', `${onOff(enabledBefore)} → ${onOff(enabledAfter)} (${BASIS[proof.basis]})`]];
  if (outcome === 'dry-run')
    return [['state', `${onOff(enabledBefore)}; every guard passed, nothing was written`]];
  return enabledBefore === null && outcome !== 'status' ? [] : [['state', onOff(enabledBefore)]];
};

const proofRows = ({ proof, timeline, timeToContainMs, timeToProofMs }: ContainmentResult): Row[] => [
  ...proof.writes.map(
    ({ sentAt, answeredAt, status }, index): Row => [
      `write ${index + 1}`,
      `${status ?? 'no answer, so it is unknown whether it was applied'} at ${timeOfDay(answeredAt ?? sentAt)}`,
    ],
  ),
  ...(timeToContainMs === null ? [] : [['contained', `after ${duration(timeToContainMs)}`] as const]),
  ...(timeToProofMs === null || timeline.verifiedAt === null
    ? []
    : [['proven', `after ${duration(timeToProofMs)}, at ${timeOfDay(timeline.verifiedAt)}`] as const]),
];

const alertRows = ({ trigger, alertAgeMs }: ContainmentResult): Row[] => {
  if (trigger.type !== 'alert') return [];
  const age = alertAgeMs === null ? undefined : `${duration(alertAgeMs)} old`;
  const facts = [trigger.severity, trigger.source, age].filter((fact) => fact !== null && fact !== undefined);
  return [
    ['alert', facts.join(', ')],
    ...(trigger.reason === null ? [] : [['reason', trigger.reason] as const]),
  ];
};

const troubleRows = ({ guard, error, warnings, final }: ContainmentResult, colors: Colors): Row[] => [
  ...(guard === undefined ? [] : [['guard', `${guard.name}: ${guard.message}`] as const]),
  ...(error === undefined ? [] : [['error', `${error.message} (${error.name})`] as const]),
  ...warnings.map((warning): Row => ['warning', colors.yellow(`${WARNINGS[warning]} (${warning})`)]),
  ...(final ? [] : [['retry', 'none: nobody delivers it again on this machine'] as const]),
];

const outlookRows = (
  { outcome, residualAccess, nextSteps }: ContainmentResult,
  caller: Caller | undefined,
): Row[] => [
  ...residualAccess.map(
    ({ what, until }): Row => [
      outcome === 'enabled' ? 'works again' : 'still works',
      until === null ? what : `${what}, until ${until}`,
    ],
  ),
  ...nextSteps
    .filter((step) => step !== RETRY_FOLLOWS && !(caller !== undefined && step.startsWith(IN_CONSOLE)))
    // What an invalid request should have been is a shape in JSON.
    .map((step): Row => ['next', caller === undefined || outcome === 'invalid' ? step : typed(step, caller)]),
];

/** Wide enough for the names of every line of a check. */
const NAME_WIDTH = 8;

const TONES = { ok: 'green', look: 'yellow', 'not ok': 'red' } as const;

/** One line of a check: whether it holds, what was looked at, and what was found. */
export const formatFact = (
  { state, name, message }: { state: keyof typeof TONES; name: string; message: string },
  colors: Colors,
  columns: number | undefined,
): string => {
  const label = `  ${colors[TONES[state]](state.padEnd(LABEL_WIDTH))}${name.padEnd(NAME_WIDTH)}  `;
  return hanging(label, LABEL_WIDTH + NAME_WIDTH + 4, message, columns);
};

const checkLines = ({ checks = [] }: ContainmentResult, { colors, columns }: Style): string[] =>
  checks.map(({ name, ok, message }) =>
    formatFact({ state: ok ? 'ok' : 'not ok', name, message }, colors, columns),
  );

const listLines = (
  { clients = [], moreClients }: ContainmentResult,
  { colors, columns }: Style,
): string[] => [
  ...(clients.length === 0 ? [] : [clientTable(clients, colors, columns)]),
  ...(moreClients === undefined ? [] : [`  and ${moreClients} more, which did not fit into the result`]),
];

const headline = (result: ContainmentResult, colors: Colors): string => {
  const code = exitCodeOf(result.outcome);
  const tone = code === EXIT.holds ? colors.green : code === EXIT.refused ? colors.yellow : colors.red;
  const { client, action, summary } = result;
  const subject =
    client === null
      ? action === 'disable' || action === 'enable' || action === 'status'
        ? ''
        : summary
      : [client.name, client.clientId].filter((part) => part !== null).join('  ');
  return `${colors.bold(tone(result.outcome))}  ${subject}`;
};

/** A label that repeats the one above it is blank. */
const aligned = (rows: readonly Row[], { colors, columns }: Style): string[] =>
  rows.map(([label, text], index) => {
    const shown = label === rows[index - 1]?.[0] ? '' : label;
    return hanging(`  ${colors.dim(shown.padEnd(LABEL_WIDTH))}`, LABEL_WIDTH + 2, text, columns);
  });

/**
 * A result for a person: the outcome in the first line, the proof under it, then what to know and do.
 * `help`: the command that shows what is accepted, for a person who typed something invalid. `caller`: who reads it in a
 * shell; without it, next steps are as the console takes them.
 */
export const formatResult = (
  result: ContainmentResult,
  colors: Colors,
  {
    help,
    columns,
    caller,
  }: { help?: string | undefined; columns?: number | undefined; caller?: Caller | undefined } = {},
): string => {
  const style = { colors, columns };
  const portal: Row[] = result.client === null ? [] : [['portal', result.client.portal]];
  const facts = [
    ...portal,
    ...alertRows(result),
    ...containmentRows(result),
    ...stateRows(result),
    ...proofRows(result),
    ...auditFacts(result.evidence).map((fact): Row => ['audit trail', fact]),
  ];
  const outlook: Row[] =
    result.outcome === 'invalid' && help !== undefined ? [['help', help]] : outlookRows(result, caller);
  return [
    hanging('', 2, headline(result, colors), columns),
    ...aligned(facts, style),
    ...checkLines(result, style),
    ...listLines(result, style),
    ...aligned([...troubleRows(result, colors), ...outlook], style),
  ].join('\n');
};
