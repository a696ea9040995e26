import type { AuditEvidence } from '../lambda/contract/audit-evidence.ts';

const ACTS = [
  ['authorised', 'users who let it act for them'],
  ['edited', 'users who edited it'],
  ['regenerated', 'users who changed its secret'],
  ['switched', 'users who enabled or disabled it'],
] as const;

/** What the portal's audit trail says of a client, a line each. The ids of the users stand in the JSON alone. */
export const auditFacts = (evidence: AuditEvidence | undefined): string[] => {
  if (evidence === undefined) return [];
  const { reEnabledBy, isFiltered, isCut } = evidence;
  const acts = ACTS.flatMap(([name, who]) => {
    const { events, users, lastAt } = evidence[name];
    return events === 0 ? [] : [`${who}: ${users}${lastAt === null ? '' : `, last at ${lastAt}`}`];
  });
  return [
    ...(acts.length === 0 ? ['nothing about this client so far; events come seconds late, or never'] : acts),
    ...(reEnabledBy === undefined
      ? []
      : [`enabled again by ${reEnabledBy.userId ?? 'somebody'} at ${reEnabledBy.at}`]),
    ...(isFiltered ? [] : ["only the portal's latest events could be searched"]),
    ...(isFiltered && isCut ? ['there may be older events'] : []),
  ];
};
