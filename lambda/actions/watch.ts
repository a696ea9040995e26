import { ClientIdSchema } from '../contract/client-id.ts';
import type { Warning } from '../contract/warning.ts';
import { DocSpaceError } from '../docspace/errors.ts';
import type { ClientState } from '../docspace/operations.ts';
import { readPatiently } from '../docspace/proof.ts';
import { proveDisabled } from '../docspace/prove-disabled.ts';
import { isBelievablyGone, isUnknownClient } from '../docspace/unknown-client.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { accepted, containing, ended } from '../ledger/containment.ts';
import { deleted, drifted, isLeft, isPortalRace, isWatched, lookedAt, passedOver } from '../ledger/drift.ts';
import { isReviewDue, knownClient } from '../ledger/known-client.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { faultFields } from '../log.ts';
import type { Findings } from '../report/findings.ts';
import { requestKeyOf, resultIdOf } from '../report/keys.ts';
import type { Scene } from '../scene.ts';
import { openClients } from './list.ts';

const LEDGER_MS = 10_000;
const WRITE_MS = 2_000;

/** Bounds of one run: the watch must not use up the portal's rate limit, nor its own time. */
const MOST_READS = 60;
const MOST_WRITES = 3;

/** What the watch found at one client; told before it is written down, so that it is never lost. */
type Sighting = {
  clientId: string;
  /** Found again by the next run, it is the same finding; on again a second time, it is another. */
  requestKey: string;
  findings: Findings;
  warnings: ReadonlySet<Warning>;
};

/** @returns whether the result is on the bus */
export type Tell = (sighting: Sighting) => Promise<boolean>;

/**
 * Is every contained client still off? What the portal's own race put on is put off again, once per containment;
 * what somebody else put on is reported, once, and left to a person unless the settings say otherwise.
 * Never throws for what the portal or the ledger do.
 */
export const watch = async (scene: Scene, tell: Tell): Promise<Findings> => {
  const { dependencies, run } = scene;
  const { ledger, log, now, countOpen } = dependencies;
  let records: ClientRecord[];
  try {
    records = await ledger.allClients({ withinMs: LEDGER_MS });
  } catch (error) {
    log('KS400', faultFields(error));
    run.warn('ledger-unavailable');
    return { outcome: 'failed', error: new LedgerError({ cause: error }) };
  }
  const due = records
    .filter((record) => isWatched(record, now()))
    .sort((a, b) => (a.lookedAt ?? '').localeCompare(b.lookedAt ?? ''))
    .slice(0, MOST_READS);
  let writesLeft = MOST_WRITES;
  let seen = 0;
  let fault: unknown;
  for (const record of due) {
    try {
      const found = await look(record, { ...scene, tell, mayWrite: writesLeft > 0 });
      if (found.wrote) writesLeft -= 1;
      fault = found.fault ?? fault;
      // A portal that does not answer for one client does not answer for the next.
      if (found.fault !== undefined) break;
      seen += 1;
    } catch (error) {
      fault = error;
      log('KS430', { clientId: record.clientId, ...faultFields(error) });
    }
  }
  if (due.length > 0) records = await reread(records, scene);
  countOpen({
    contained: records.filter(({ state }) => state === 'contained').length,
    drifted: records.filter(({ state }) => state === 'drifted').length,
    held: records.filter((record) => record.held !== undefined).length,
    unproven: records.filter((record) => isLeft(record, now())).length,
    reviewDue: records.filter((record) => isReviewDue(record, now())).length,
  });
  // A watch that sees nothing must not look like one that found nothing.
  if (fault !== undefined && seen === 0) return { outcome: 'failed', error: fault };
  return { outcome: 'listed', ...openClients(records, now()) };
};

/** The records as they are after the looks; as they were, where the ledger does not answer any more. */
const reread = async (
  records: ClientRecord[],
  { dependencies: { ledger } }: Scene,
): Promise<ClientRecord[]> => {
  try {
    return await ledger.allClients({ withinMs: LEDGER_MS });
  } catch {
    return records;
  }
};

type Look = { wrote: boolean; fault?: DocSpaceError | undefined };

type WatchScene = Scene & { tell: Tell; mayWrite: boolean };

const QUIET: Look = { wrote: false };

const look = async (record: ClientRecord, scene: WatchScene): Promise<Look> => {
  const { portal, run, dependencies } = scene;
  const { ledger, log, now, settings } = dependencies;
  const clientId = ClientIdSchema.parse(record.clientId);
  const save = (next: ClientRecord) => ledger.writeClient(next, { withinMs: WRITE_MS });

  let client: ClientState | undefined;
  try {
    client = await readPatiently(portal, clientId, run);
  } catch (error) {
    if (isUnknownClient(error, portal)) {
      await save((isBelievablyGone(clientId, portal) ? deleted : passedOver)(record, now()));
      return QUIET;
    }
    log('KS430', { clientId, ...faultFields(error) });
    // What ails this client alone must not keep the next run from the others.
    await save(passedOver(record, now()));
    return { wrote: false, fault: error instanceof DocSpaceError ? error : undefined };
  }
  if (client === undefined) {
    await save(passedOver(record, now()));
    return QUIET;
  }
  if (!client.enabled) {
    await save(lookedAt(record, now(), settings.reviewAfterMs));
    return QUIET;
  }

  const isRace = record.state !== 'drifted' && isPortalRace(record, client.modifiedAt);
  const isProtected = settings.policy.protectedClientIds.has(clientId);
  const mayPutOff = settings.mode === 'enforce' && scene.mayWrite && !isProtected;
  if (mayPutOff && (isRace || settings.onDrift === 'disable')) {
    return { wrote: await putOff(record, client, isRace, scene) };
  }
  // The portal's own doing, and no leave to write now: the next run mends it.
  if ((isRace && settings.mode === 'enforce' && !isProtected) || record.state === 'drifted') {
    await save(passedOver(record, now()));
    return QUIET;
  }
  // What was decided since this run read the ledger may have put it on: then it is no drift.
  const latest = await ledger.readClient(clientId, { withinMs: WRITE_MS });
  if (latest?.version !== record.version) return QUIET;
  log('KS420', { clientId });
  const next = drifted(record, now());
  const told = await scene.tell({
    clientId,
    requestKey: keyOf('drifted', record, scene),
    findings: {
      outcome: 'drifted',
      name: client.name,
      enabledBefore: true,
      decision: record.decision,
      containment: knownClient(record, now()),
    },
    warnings: new Set(),
  });
  // Told first: what could not be told is found again by the next run.
  if (told) await save(next);
  return QUIET;
};

const keyOf = (finding: string, record: ClientRecord, { dependencies }: WatchScene): string =>
  requestKeyOf({
    portal: dependencies.settings.policy.portal,
    action: 'watch',
    clientId: record.clientId,
    origin: [finding, `${record.decision}`, record.lookedAt ?? null],
  });

/** @returns whether anything was written to the portal */
const putOff = async (
  record: ClientRecord,
  client: ClientState,
  isRace: boolean,
  scene: WatchScene,
): Promise<boolean> => {
  const { portal, run, receivedAt, dependencies, tell } = scene;
  const sightingKey = keyOf('put-off', record, scene);
  const { ledger, log, now, newRunId, settings } = dependencies;
  const clientId = ClientIdSchema.parse(record.clientId);
  const runId = newRunId();
  const reason = isRace ? 'put on by the portal’s own race' : 'put on without the kill switch';
  const intent = containing(record, {
    clientId,
    requestKey: sightingKey,
    runId,
    by: { type: 'schedule', alertId: null, source: null, operator: null, reason },
    alertIds: [],
    at: now(),
    receivedAt,
    name: client.name,
    enabledBefore: true,
    fingerprint: client.fingerprint,
  });
  let latest = { ...intent, raceMended: record.raceMended || isRace };
  // Somebody decided since this run read the ledger: their decision goes first.
  if (!(await ledger.writeClient(latest, { withinMs: WRITE_MS }))) return false;

  let portalAt: Date | undefined;
  const warnings = new Set<Warning>([isRace ? 'portal-race-mended' : 'put-off-after-drift']);
  const evidence = await proveDisabled(
    portal,
    clientId,
    { shownOff: false },
    {
      ...run,
      warn: (warning) => warnings.add(warning),
      disableAccepted: (_at, at) => {
        portalAt = at;
      },
    },
  );
  const isProven = evidence.verdict === 'proven';
  const outcome = isProven ? 'disabled' : evidence.acceptedAt === undefined ? 'failed' : 'unverified';
  if (evidence.acceptedAt !== undefined)
    latest = accepted(latest, { runId, at: evidence.acceptedAt, portalAt }) ?? latest;
  const end = ended(latest, {
    runId,
    outcome,
    resultId: resultIdOf(sightingKey, outcome),
    at: now(),
    acceptedAt: evidence.acceptedAt,
    verifiedAt: isProven ? evidence.verifiedAt : undefined,
    reviewAfterMs: settings.reviewAfterMs,
    gone: false,
  });
  try {
    if (end !== undefined)
      await ledger.writeClient({ ...end, version: intent.version + 1 }, { withinMs: WRITE_MS });
  } catch (error) {
    // The portal was written to: that is told in any case.
    log('KS400', { clientId, ...faultFields(error) });
    warnings.add('ledger-unavailable');
  }
  const { error } = evidence;
  await tell({
    clientId,
    requestKey: sightingKey,
    findings: { outcome, evidence, error, name: client.name, enabledBefore: true, decision: latest.decision },
    warnings,
  });
  return true;
};
