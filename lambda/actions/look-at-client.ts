import { ClientIdSchema } from '../contract/client-id.ts';
import type { Warning } from '../contract/warning.ts';
import { NotFoundUnprovenError } from '../docspace/errors.ts';
import { NotShownError } from '../docspace/not-shown-error.ts';
import type { ClientState } from '../docspace/operations.ts';
import { readPatiently } from '../docspace/proof.ts';
import { doubtOfNotFound, isUnknownClient } from '../docspace/unknown-client.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { deleted, drifted, isOwnEnable, isPortalRace, lookedAt, passedOver } from '../ledger/drift.ts';
import { knownClient } from '../ledger/known-client.ts';
import { RunMemory } from '../ledger/run-memory.ts';
import { ONE_RECORD } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import { sightingKey } from '../report/keys.ts';
import type { ClientScene, Scene } from '../scene.ts';
import { contain } from './contain.ts';

/** Publishes what the watch found out about one client. @returns whether the result is on the bus */
export type Report = (clientId: string, ending: Ending, sighting: Scene) => Promise<boolean>;

type Look = { report: Report; mayWriteToPortal: boolean };

/**
 * Looks at one watched client, and writes down what it found.
 * @returns whether anything was written to the portal
 * @throws why the client was not seen; the next run then starts with others
 */
export const lookAtClient = async (record: ClientRecord, scene: Scene, look: Look): Promise<boolean> => {
  const { now, settings } = scene;
  const clientId = ClientIdSchema.parse(record.clientId);
  const save = (next: ClientRecord) => scene.ledger.writeClient(next, ONE_RECORD);
  const client = await read(record, scene, save);
  if (client === undefined) return false;
  const mayAct = settings.mode !== 'dry-run' && !settings.policy.protectedClientIds.has(clientId);
  if (!client.enabled) {
    // A write that was not answered took effect later: now that is proven.
    if (record.provenAt === undefined && record.unansweredAt !== undefined && mayAct && look.mayWriteToPortal)
      return disableAgain(record, client, 'late-effect', scene, look.report);
    await save(lookedAt(record, now(), settings.reviewAfterMs));
    return false;
  }
  const isOwn = isOwnEnable(record);
  // No write was accepted and nothing proven: there is no drift to report, and the failed alert was reported.
  const wasOff = record.lastWriteAt ?? record.provenAt ?? record.rotatingSince;
  if (!isOwn && wasOff === undefined) {
    await save(passedOver(record, now()));
    return false;
  }
  const isRace = record.state !== 'drifted' && isPortalRace(record, client.modifiedAt);
  // If alerts only propose, the watch does not overrule the person who enabled the client.
  const undoesDrift = settings.onDrift === 'disable' && settings.mode === 'enforce';
  if (mayAct && look.mayWriteToPortal && (isRace || undoesDrift))
    return disableAgain(
      record,
      client,
      isRace ? 'race' : isOwn ? 'late-enable' : 'drift',
      scene,
      look.report,
    );
  // The portal itself re-enabled it, and this run has no write left: the next run disables it.
  if ((isRace && mayAct) || record.state === 'drifted') await save(passedOver(record, now()));
  else await reportDrift(record, client, scene, look.report, save);
  return false;
};

type Save = (next: ClientRecord) => Promise<boolean>;

/**
 * The client; `undefined` if it was deleted.
 * @throws if it was not seen: an error, a read that shows nothing, a 404 that proves nothing
 */
const read = async (record: ClientRecord, scene: Scene, save: Save): Promise<ClientState | undefined> => {
  const { portal, now } = scene;
  const clientId = ClientIdSchema.parse(record.clientId);
  try {
    const client = await readPatiently(portal, clientId, scene);
    if (client === undefined) throw new NotShownError();
    return client;
  } catch (error) {
    const isUnknown = isUnknownClient(error, portal);
    const doubt = isUnknown ? await doubtOfNotFound(clientId, portal, async () => record.tenant) : undefined;
    const isDeleted = isUnknown && doubt === undefined;
    // Its look is noted also after a fault, so that the next run starts with other clients.
    await save((isDeleted ? deleted : passedOver)(record, now()));
    if (isDeleted) return undefined;
    throw doubt === undefined ? error : new NotFoundUnprovenError(doubt);
  }
};

/**
 * The run that reports one finding about one client. If the next run finds the same, it has the same request key; if the
 * client is re-enabled a second time, it has another.
 */
export const sightingOf = (finding: string, record: ClientRecord, scene: Scene): Scene => {
  const warnings = new Set<Warning>();
  const requestKey = sightingKey(scene.settings.policy.portal, record.clientId, finding, record);
  return { ...scene, requestKey, warnings, warn: (warning) => warnings.add(warning) };
};

/** Reports first, then notes it: if it could not be published, the next run finds it again. */
const reportDrift = async (
  record: ClientRecord,
  client: ClientState,
  scene: Scene,
  report: Report,
  save: Save,
): Promise<void> => {
  const { ledger, log, now } = scene;
  const { clientId, decision } = record;
  // A decision since this run read the ledger may have enabled it: then it is no drift.
  const latest = await ledger.readClient(clientId, ONE_RECORD);
  if (latest?.version !== record.version) return;
  log('KS420', { clientId });
  const next = drifted(record, now());
  const sighting = sightingOf('drifted', record, scene);
  if (isOwnEnable(record)) sighting.warn('late-effect');
  const ending: Ending = {
    outcome: 'drifted',
    name: client.name,
    details: client.details,
    enabledBefore: true,
    disabledAt: record.lastWritePortalTime ?? record.lastWriteAt ?? record.provenAt,
    decision,
    containment: knownClient(record, now()),
  };
  if (await report(clientId, ending, sighting)) await save(next);
};

/**
 * Why the watch disables a client. The portal's own race: an edit of the client, or a slow reader of the portal's cache,
 * at the same moment as our write, brought the old state back.
 */
const CAUSES = {
  race: { reason: "re-enabled by the portal's own race", warning: 'portal-race-undone' },
  drift: { reason: 're-enabled outside the kill switch', warning: 'disabled-after-drift' },
  'late-effect': { reason: 'a write that was never answered took effect late', warning: undefined },
  'late-enable': {
    reason: 'an enabling write of the kill switch took effect late',
    warning: 'late-effect',
  },
} as const;

/** @returns whether anything was written to the portal: false if somebody decided since the ledger was read */
const disableAgain = async (
  record: ClientRecord,
  client: ClientState,
  cause: keyof typeof CAUSES,
  scene: Scene,
  report: Report,
): Promise<boolean> => {
  const { receivedAt, log, newRunId } = scene;
  const clientId = ClientIdSchema.parse(record.clientId);
  const sighting = sightingOf('disabled-again', record, scene);
  const { reason, warning } = CAUSES[cause];
  const by = {
    type: 'schedule' as const,
    alertId: null,
    source: null,
    operator: null,
    reason,
  };
  const identity = {
    clientId,
    requestKey: sighting.requestKey,
    runId: newRunId(),
    receivedAt,
    by,
    alertIds: [],
  };
  const onFault = (error: unknown) => log('KS400', { clientId, ...faultFields(error) });
  const memory = new RunMemory(identity, { ...sighting, onFault }, record);
  const order = { trigger: 'schedule' as const, clientId };
  const run: ClientScene = { ...sighting, memory };
  if (warning !== undefined) run.warn(warning);
  const ending = await contain(order, client, run, { undoesRace: cause === 'race' });
  if (ending === 'judge-again') return false;
  await memory.revise();
  await report(clientId, { ...ending, decision: memory.record?.decision }, run);
  return true;
};
