/**
 * Every line that the kill switch logs: a code to search for, a level, and a sentence. Fields carry ids and
 * numbers, never bodies, keys or signatures; text from outside stays in fields of its own.
 */
export const LOG_CATALOGUE = {
  KS100: { level: 'info', sentence: 'Request received' },
  KS110: { level: 'warn', sentence: 'Request could not be understood' },
  KS120: { level: 'warn', sentence: 'Refused by a guard' },
  KS200: { level: 'info', sentence: 'Request ended' },
  KS210: { level: 'error', sentence: 'Request failed; an alert is retried' },
  KS300: { level: 'error', sentence: 'Result could not be published; it is kept here' },
  KS310: { level: 'warn', sentence: 'Publishing a result failed' },
  KS400: { level: 'warn', sentence: 'The ledger did not take an entry' },
  KS900: { level: 'error', sentence: 'Unexpected fault inside the kill switch' },
} as const;

export type LogCode = keyof typeof LOG_CATALOGUE;

export type LogFields = Readonly<Record<string, unknown>>;

export type Log = (code: LogCode, fields: LogFields) => void;

/** Name and places of an unexpected error, without its message: that may hold anything. */
export const faultFields = (error: unknown): LogFields => ({
  fault: error instanceof Error ? error.constructor.name : typeof error,
  places:
    error instanceof Error
      ? (error.stack ?? '')
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 8)
          .map((line) => line.trim())
      : [],
});
