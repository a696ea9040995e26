import type { Outcome } from './contract/outcome.ts';

/**
 * Every line that the kill switch logs: a code to search for, a level, and a sentence. Fields carry ids and
 * numbers, never bodies, keys or signatures; text from outside stays in fields of its own.
 */
export const LOG_CATALOGUE = {
  KS100: { level: 'info', sentence: 'Request received' },
  KS110: { level: 'warn', sentence: 'Request could not be understood' },
  KS120: { level: 'warn', sentence: 'Refused by a guard' },
  KS130: { level: 'info', sentence: 'Finding names no client; ignored' },
  KS131: { level: 'info', sentence: 'Finding was sent by a button that is not ours; ignored' },
  KS132: { level: 'info', sentence: 'The kill switch itself has sent this; ignored' },
  KS200: { level: 'info', sentence: 'Request ended' },
  KS210: { level: 'error', sentence: 'Request failed, or is not proven' },
  KS300: { level: 'error', sentence: 'Result could not be published; it is kept here' },
  KS310: { level: 'warn', sentence: 'Publishing a result failed' },
  KS320: { level: 'warn', sentence: 'A repeated alert wrote again; its first final result is reported' },
  KS400: { level: 'warn', sentence: 'The ledger does not answer' },
  KS410: { level: 'error', sentence: 'An alert did not disable a client; it is held for a person' },
  KS420: { level: 'error', sentence: 'A contained client is on again without the kill switch' },
  KS430: { level: 'warn', sentence: 'The drift watch could not look at a client' },
  KS440: { level: 'error', sentence: 'A record of the ledger cannot be read; list and watch leave it out' },
  KS450: { level: 'warn', sentence: 'The audit trail of the portal could not be read' },
  KS900: { level: 'error', sentence: 'Unexpected fault inside the kill switch' },
} as const;

export type LogCode = keyof typeof LOG_CATALOGUE;

/** The line that ends a request, by its outcome. */
export const END_CODES = {
  disabled: 'KS200',
  'already-disabled': 'KS200',
  enabled: 'KS200',
  'already-enabled': 'KS200',
  rotated: 'KS200',
  status: 'KS200',
  healthy: 'KS200',
  unhealthy: 'KS200',
  'dry-run': 'KS200',
  'not-found': 'KS200',
  listed: 'KS200',
  'breaker-reset': 'KS200',
  drifted: 'KS200',
  held: 'KS120',
  refused: 'KS120',
  invalid: 'KS110',
  failed: 'KS210',
  unverified: 'KS210',
} as const satisfies Record<Outcome, LogCode>;

export type LogFields = Readonly<Record<string, unknown>>;

export type Log = (code: LogCode, fields: LogFields) => void;

/** Where an error came from: its stack after the message, which may hold anything, even what looks like a place. */
const placesOf = ({ message, stack = '' }: Error): string[] => {
  const end = stack.indexOf(message);
  if (end < 0) return [];
  return stack
    .slice(end + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
};

/**
 * The deployed bundle renames classes, so an error is named by its `name`; one that is no word may be anything. Zod's
 * begins with a `$`.
 */
const nameOf = ({ name }: Error): string => (/^\$?\w{1,60}$/.test(name) ? name : 'Error');

/** Name and places of an unexpected error, without its message. */
export const faultFields = (error: unknown): LogFields => ({
  fault: error instanceof Error ? nameOf(error) : typeof error,
  places: error instanceof Error ? placesOf(error) : [],
});
