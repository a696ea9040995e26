const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A time out of an answer. Only what ISO 8601 writes with four digits of a year is one: the ledger could not read
 * any other again.
 * @returns `undefined` where the text is no such time
 */
export const instantOf = (text: string): Date | undefined => {
  const ms = Date.parse(text);
  return ms >= EARLIEST && ms <= LATEST ? new Date(ms) : undefined;
};
