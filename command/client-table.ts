import Table from 'cli-table3';
import type { KnownClient } from '../lambda/contract/known-client.ts';
import type { Colors } from '../local/terminal/colors.ts';
import { minuteOf } from '../local/terminal/times.ts';
import { hanging } from './hanging.ts';

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

/** Narrower than this, a table of seven columns cannot be read: each client becomes a block of its own. */
const MIN_COLUMNS = 160;

const TITLES = ['state', 'since', 'client', 'name', 'by', 'review', 'reason'] as const;

const TITLE_WIDTH = 8;

const cellsOf = (client: KnownClient, colors: Colors): string[] => [
  stateOf(client, colors),
  client.since === null ? '' : minuteOf(client.since),
  client.clientId,
  client.name ?? '',
  decider(client),
  review(client, colors),
  client.by?.reason ?? '',
];

/** One client below the other, for a terminal that is too narrow for the table. */
const folded = (clients: readonly KnownClient[], colors: Colors, columns: number): string =>
  clients
    .map((client) => {
      const [state = '', since = '', id = '', ...rest] = cellsOf(client, colors);
      const first = `  ${[state, since, id].filter((cell) => cell !== '').join('  ')}`;
      const others = rest.flatMap((cell, at) =>
        cell === ''
          ? []
          : [
              hanging(
                `    ${colors.dim((TITLES[at + 3] ?? '').padEnd(TITLE_WIDTH))}`,
                TITLE_WIDTH + 4,
                cell,
                columns,
              ),
            ],
      );
      return [first, ...others].join('\n');
    })
    .join('\n');

/** The ledger's clients, one line each; folded where the terminal is narrow. */
export const clientTable = (
  clients: readonly KnownClient[],
  colors: Colors,
  columns: number | undefined,
): string => {
  if (columns !== undefined && columns < MIN_COLUMNS) return folded(clients, colors, columns);
  const table = new Table({
    head: TITLES.map((title) => colors.dim(title)),
    chars: PLAIN,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (const client of clients) table.push(cellsOf(client, colors));
  return table
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
};
