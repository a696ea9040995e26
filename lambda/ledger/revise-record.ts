import { type ClientRecord, ClientRecordSchema } from './client-record.ts';
import type { LedgerStore } from './store.ts';
import { AFTER_WRITE } from './time-limits.ts';

/** Several runs of one client change its version; each of them ends after a few writes. */
const MAX_REVISIONS = 16;

/** The next record; `undefined` if there is nothing to write. */
export type Change = (seen: ClientRecord | undefined) => ClientRecord | undefined;

/** Whether two versions say the same, whatever the order of their fields. */
const isSame = (a: ClientRecord, b: ClientRecord): boolean => {
  const [textA, textB] = [a, b].map((record) => JSON.stringify(ClientRecordSchema.parse(record)));
  return textA === textB;
};

/** Writes the next version of a record. @returns false if somebody else has written since */
export type Write = LedgerStore['writeClient'];

/**
 * Writes what `changes`, one after the other, make of the latest record of a client, however often others write in between.
 * @param store its `write` takes the place of `writeClient`, where more than the record is to be written
 * @param seen the record as it was read last
 * @returns the record as it is now, and whether there was something to write
 * @throws if the ledger does not answer, or others write faster than 16 tries
 */
export const reviseRecord = async (
  { ledger, write = ledger.writeClient }: { ledger: LedgerStore; write?: Write | undefined },
  clientId: string,
  seen: ClientRecord | undefined,
  changes: readonly Change[],
): Promise<{ record: ClientRecord | undefined; isWritten: boolean }> => {
  let record = seen;
  for (let tries = 1; tries <= MAX_REVISIONS; tries += 1) {
    const changed = changes.reduce((before, change) => change(before) ?? before, record);
    if (changed === undefined || changed === record) return { record, isWritten: false };
    const next = { ...changed, version: (record?.version ?? 0) + 1 };
    if (await write(next, AFTER_WRITE)) return { record: next, isWritten: true };
    record = await ledger.readClient(clientId, AFTER_WRITE);
    // The SDK repeats a write whose answer was lost, and the second try is refused: what it finds is its own record.
    if (record !== undefined && isSame(record, next)) return { record, isWritten: true };
  }
  throw new Error('the record changed faster than it could be written');
};
