import Table from 'cli-table3';
import type { KnownClient } from '../lambda/contract/known-client.ts';
import type { Colors } from '../local/terminal/colors.ts';
import { minuteOf } from '../local/terminal/times.ts';

/** Columns with two blanks between them, and no lines: for people, and for tools such as awk. */
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

const decider = ({ by }: KnownClient): string => {
  if (by === null) return '';
  return [by.type, by.operator ?? by.source].filter((part) => part !== null).join(' ');
};

const stateOf = ({ state }: KnownClient, { red, yellow, green }: Colors): string => {
  if (state === 'held' || state === 'drifted') return red(state);
  return state === 'contained' ? green(state) : yellow(state);
};

const review = ({ reviewBy, reviewDue }: KnownClient, { yellow }: Colors): string => {
  if (reviewBy === null) return '';
  return reviewDue ? yellow(`due since ${minuteOf(reviewBy)}`) : `by ${minuteOf(reviewBy)}`;
};

/** The ledger's clients, one line each. */
export const clientTable = (clients: readonly KnownClient[], colors: Colors): string => {
  const table = new Table({
    head: ['state', 'since', 'client', 'name', 'by', 'review', 'reason'].map((title) => colors.dim(title)),
    chars: PLAIN,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (const client of clients) {
    table.push([
      stateOf(client, colors),
      client.since === null ? '' : minuteOf(client.since),
      client.clientId,
      client.name ?? '',
      decider(client),
      review(client, colors),
      client.by?.reason ?? '',
    ]);
  }
  return table
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
};
