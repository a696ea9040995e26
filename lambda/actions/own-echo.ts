import { isDeepStrictEqual } from 'node:util';
import { RECALL } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import type { Alert } from '../requests/alert.ts';
import type { Container } from '../scene.ts';

/** A change of a finding is sent within minutes, and a note is tried for half an hour: what comes later is not its echo. */
const ECHO_MS = 60 * 60_000;

/** The client is as the note left it, or a person has decided since. */
const SETTLED: readonly unknown[] = ['contained', 'restoring', 'restored'];

/**
 * Whether an imported finding is only our own note coming back. The note on it is a hint that anybody can copy. The ledger
 * decides: the request that the note names ended proven, lately, about the same client and the same detection of the same
 * finding, and the client needs nothing since. In doubt it is an alert like any other.
 */
export const isOwnEcho = async (
  { echoOf = '', finding, clientId, inactive }: Alert,
  { ledger, now, log }: Container,
): Promise<boolean> => {
  if (finding === undefined || inactive !== undefined) return false;
  try {
    const { record, keptResult } = await ledger.recall({ clientId, requestKey: echoOf }, RECALL);
    const { trigger, final, timeline } = keptResult ?? {};
    return (
      final === true &&
      // The same but for the note.
      isDeepStrictEqual({ ...trigger?.finding, noted: true }, finding) &&
      now().getTime() - Date.parse(timeline?.verifiedAt ?? '') <= ECHO_MS &&
      record?.held === undefined &&
      SETTLED.includes(record?.state) &&
      // The key of a request about another client is not in its list.
      record?.provenRequests.includes(echoOf) === true
    );
  } catch (error) {
    log('KS400', { clientId, ...faultFields(error) });
    return false;
  }
};
