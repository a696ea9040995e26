import type { ClientRecord } from '../ledger/client-record.ts';
import { holdExpired, isHoldExpired } from '../ledger/hold.ts';
import { knownClient } from '../ledger/known-client.ts';
import { ONE_RECORD } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import { refuse } from '../policy/guard.ts';
import type { Scene } from '../scene.ts';
import { type Report, sightingOf } from './look-at-client.ts';

/**
 * Ends the holds that nobody decided in time: each is reported once more, in a result that is mailed, and then closed.
 * @returns how many were ended
 */
export const endHolds = async (
  records: readonly ClientRecord[],
  scene: Scene,
  report: Report,
): Promise<number> => {
  const { ledger, log, now, settings } = scene;
  const expired = records.filter((record) => isHoldExpired(record, now(), settings.holdForMs));
  const days = Math.round(settings.holdForMs / 86_400_000);
  const message = `nobody decided about the held client within ${days} days; it is listed no longer: treat it as on`;
  let ended = 0;
  for (const record of expired) {
    const { clientId, decision, name } = record;
    const ending = {
      outcome: 'refused' as const,
      guard: refuse('hold-expired', message),
      name: name ?? undefined,
      decision,
      containment: knownClient(record, now()),
    };
    try {
      // Reported first: if it could not be published, the next run finds it again.
      const isPublished = await report(clientId, ending, sightingOf('hold-expired', record, scene));
      if (isPublished && (await ledger.writeClient(holdExpired(record, now()), ONE_RECORD))) ended += 1;
    } catch (error) {
      log('KS400', { clientId, ...faultFields(error) });
    }
  }
  return ended;
};
