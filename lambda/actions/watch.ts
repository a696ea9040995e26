import { DeadlineError } from '../docspace/errors.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { isLeft, isWatched } from '../ledger/drift.ts';
import { isReviewDue } from '../ledger/known-client.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { WHOLE_LEDGER } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import type { Scene } from '../scene.ts';
import { endHolds } from './end-holds.ts';
import { isOpen, openClients } from './list.ts';
import { lookAtClient, type Report } from './look-at-client.ts';

/** Limits of one run: the watch must not use up the portal's rate limit, nor its own time. */
const MAX_READS = 60;
const MAX_WRITES = 3;

/** One error may be about one client only; this many in a row are the portal's, and the run asks no further. */
const MAX_FAULTS_IN_A_ROW = 3;

/**
 * Is every contained client still off? A client that the portal itself re-enabled, by an edit or a slow reader of its
 * cache at the same moment as our write, is disabled again, once per containment. A client that was re-enabled outside
 * the kill switch is reported, once, and left to a person unless the settings say otherwise. No error of the portal or
 * the ledger makes it throw.
 */
export const watch = async (scene: Scene, report: Report): Promise<Ending> => {
  const { ledger, log, now, warn } = scene;
  let records: ClientRecord[];
  try {
    records = await ledger.allClients(isOpen, WHOLE_LEDGER);
  } catch (error) {
    log('KS400', faultFields(error));
    warn('ledger-unavailable');
    return { outcome: 'failed', error: new LedgerError({ cause: error }) };
  }
  const due = records
    .filter((record) => isWatched(record, now()))
    .sort((a, b) => (a.lookedAt ?? '').localeCompare(b.lookedAt ?? ''))
    .slice(0, MAX_READS);
  const { seen, fault } = await lookAtEach(due, scene, report);
  const ended = await endHolds(records, scene, report);
  if (due.length + ended > 0) records = await reread(records, scene);
  const unseen = due.length - seen;
  // If the watch saw no client, its result must not look as if all were off, nor its numbers as if it had looked.
  const isBlind = fault !== undefined && seen === 0;
  countOpen(records, { unseen, isBlind }, scene);
  if (isBlind) return { outcome: 'failed', error: fault };
  return { outcome: 'listed', ...openClients(records, now()), looks: { due: due.length, unseen } };
};

const lookAtEach = async (
  due: readonly ClientRecord[],
  scene: Scene,
  report: Report,
): Promise<{ seen: number; fault: unknown }> => {
  let writesLeft = MAX_WRITES;
  let seen = 0;
  let faultsInARow = 0;
  let fault: unknown;
  for (const record of due) {
    try {
      if (await lookAtClient(record, scene, { report, mayWriteToPortal: writesLeft > 0 })) writesLeft -= 1;
      seen += 1;
      faultsInARow = 0;
    } catch (error) {
      fault = error;
      faultsInARow += 1;
      scene.log('KS430', { clientId: record.clientId, ...faultFields(error) });
      if (error instanceof DeadlineError || faultsInARow === MAX_FAULTS_IN_A_ROW) break;
    }
  }
  return { seen, fault };
};

/** The records as they are after the looks; as they were before, if the ledger does not answer any more. */
const reread = async (records: ClientRecord[], { ledger }: Scene): Promise<ClientRecord[]> => {
  try {
    return await ledger.allClients(isOpen, WHOLE_LEDGER);
  } catch {
    return records;
  }
};

const countOpen = (
  records: readonly ClientRecord[],
  { unseen, isBlind }: { unseen: number; isBlind: boolean },
  { countOpen: count, now }: Scene,
): void => {
  const open = (is: (record: ClientRecord) => boolean) => records.filter(is).length;
  count({
    drifted: isBlind ? null : open(({ state }) => state === 'drifted'),
    held: open(({ held }) => held !== undefined),
    notSeen: unseen,
    unproven: open((record) => isLeft(record, now())),
    reviewDue: open((record) => isReviewDue(record, now())),
  });
};
