import { type AuditEvidence, MAX_USERS } from '../contract/audit-evidence.ts';
import type { ContainmentResult } from '../contract/result.ts';
import { type AuditEvent, MAX_EVENTS } from '../docspace/audit-trail.ts';
import { deadlineAt } from '../docspace/patience.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import type { Scene } from '../scene.ts';

const WITHIN_MS = 2_000;

const DAY_MS = 86_400_000;
const WINDOW_MS = 90 * DAY_MS;

/** Numbers of the portal's actions; 9908 (a token by code) has a target that is no client. */
const EDITED = 9902;
const REGENERATED = 9903;
const SWITCHED = 9905;
const AUTHORISED = 9909;

/** An event of our own write may bear a time this much later than the write's answer. */
const OWN_EVENT_MS = 2_000;

/** Events of one kind. @param events the newest first */
const actsOf = (events: readonly AuditEvent[], action: number): AuditEvidence['authorised'] => {
  const acts = events.filter((event) => event.action === action);
  const ids = new Set(acts.flatMap(({ userId }) => userId ?? []));
  return {
    events: acts.length,
    users: ids.size,
    firstAt: acts.at(-1)?.at.toISOString() ?? null,
    lastAt: acts[0]?.at.toISOString() ?? null,
    userIds: [...ids].slice(0, MAX_USERS),
  };
};

/** Who enabled a drifted client, by the newest of `switches`; our own last write is left out by its time. */
const reEnabledBy = (
  switches: readonly AuditEvent[],
  { outcome, disabledAt }: Pick<Ending, 'outcome' | 'disabledAt'>,
): Pick<AuditEvidence, 'reEnabledBy'> => {
  const [last] = switches;
  if (outcome !== 'drifted' || disabledAt === undefined || last === undefined) return {};
  if (last.at.getTime() <= Date.parse(disabledAt) + OWN_EVENT_MS) return {};
  return { reEnabledBy: { userId: last.userId, at: last.at.toISOString() } };
};

/**
 * The result with what the portal's audit trail shows about its client: one call of at most 2 s, after all else is done. A
 * failure is the warning `audit-not-read`, and changes no outcome. Never throws.
 */
export const withAuditEvidence = async (
  result: ContainmentResult,
  ending: Pick<Ending, 'outcome' | 'disabledAt'>,
  scene: Scene,
): Promise<ContainmentResult> => {
  const { portal, now, log } = scene;
  const clientId = result.client?.clientId;
  if (clientId === undefined || portal.readAuditTrail === undefined) return result;
  const at = now().getTime();
  const query = { target: clientId, from: new Date(at - WINDOW_MS), to: new Date(at + DAY_MS) };
  try {
    const given = await portal.readAuditTrail(query, deadlineAt(at + WITHIN_MS, scene));
    const events = given
      .filter(({ targets }) => targets.includes(clientId))
      .sort((a, b) => b.at.getTime() - a.at.getTime());
    const isFiltered = events.length === given.length;
    const evidence = {
      isFiltered,
      isCut: !isFiltered || given.length >= MAX_EVENTS,
      authorised: actsOf(events, AUTHORISED),
      edited: actsOf(events, EDITED),
      regenerated: actsOf(events, REGENERATED),
      switched: actsOf(events, SWITCHED),
      ...reEnabledBy(
        events.filter(({ action }) => action === SWITCHED),
        ending,
      ),
    };
    return { ...result, evidence };
  } catch (error) {
    log('KS450', { clientId, ...faultFields(error) });
    return { ...result, warnings: [...result.warnings, 'audit-not-read'] };
  }
};
