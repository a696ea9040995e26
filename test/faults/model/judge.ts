import { expect } from 'vitest';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import type { ClientRecord } from '../../../lambda/ledger/client-record.ts';
import { MADE_SECRET } from '../../model.ts';
import { BREAKER, CLIENTS, type Fleet, PROTECTED, type Ran } from './fleet.ts';
import { count, type Model, type Pending, type Tally } from './model.ts';

const SAYS_OFF: readonly string[] = ['disabled', 'already-disabled'];

/**
 * Two writes of an enable, and two rounds of two when it is disabled again, twice; before it two rounds of two after its
 * secret was changed. What the rate limit refused was none.
 */
const MAX_WRITES = 14;

const saysOff = (result: ContainmentResult): boolean => SAYS_OFF.includes(result.outcome);

/** The result of an earlier run of the same alert, proven then, is reported once more as it was, by a run that wrote nothing. */
const isReportedAgain = ({ beganAt, writes }: Ran, { timeline, trigger }: ContainmentResult): boolean =>
  trigger.type === 'alert' &&
  writes.length === 0 &&
  timeline.verifiedAt !== null &&
  Date.parse(timeline.verifiedAt) <= beganAt;

const noteOutcomes = ({ end, reported, answer }: Ran, tally: Tally): void => {
  count(tally, end);
  for (const result of new Set([...reported, ...(answer === undefined ? [] : [answer])])) {
    count(tally, result.outcome);
    if (result.guard !== undefined) count(tally, result.guard.name);
    for (const warning of result.warnings) count(tally, warning);
  }
};

/** A proof is this run's own, or another's that was finished, and whose last write was sent since this delivery began. */
const expectProof = ({ beganAt }: Ran, result: ContainmentResult, fleet: Fleet): void => {
  const statuses = result.proof.writes.map(({ status }) => status);
  // A write whose effect is unknown is no proof.
  if (!result.warnings.includes('shared-proof')) expect(statuses).toContain(200);
  else expect(fleet.acceptedAt(result.client?.clientId ?? '')).toBeGreaterThan(beganAt);
};

/** If a result says that a client is off, it is true, and the client stays off until somebody enables it. */
const expectTruth = async (ran: Ran, fleet: Fleet, model: Model): Promise<void> => {
  const { reported, answer } = ran;
  for (const result of [...reported, ...(answer === undefined ? [] : [answer])]) {
    const clientId = result.client?.clientId ?? '';
    if (!saysOff(result)) continue;
    if (isReportedAgain(ran, result)) {
      // Its times say when that was. A copy of a delivery is worth no write while the ledger and the portal's read both
      // say off; that somebody enabled the client behind the portal's cache is then found by the watch.
      expect(fleet.showsOn(clientId)).toBe(false);
      const record = await fleet.record(clientId);
      expect([record?.state, record?.held]).toEqual(['contained', undefined]);
    } else {
      expect(fleet.isOn(clientId)).toBe(false);
      expectProof(ran, result, fleet);
    }
    if (result.trigger.type !== 'schedule') model.undoneRaces.delete(clientId);
    model.toldDrifted.delete(clientId);
    // A result that is reported again decides nothing; a result says if the ledger may have missed it.
    const isLast = result.decision === (await fleet.record(clientId))?.decision;
    if (isLast && !result.warnings.includes('ledger-unavailable')) model.contained.add(clientId);
  }
};

/** What is true after every run, whoever asked for it. */
const judgeRun = async (ran: Ran, fleet: Fleet, model: Model, tally: Tally): Promise<void> => {
  noteOutcomes(ran, tally);
  expect(ran.writes.filter(({ clientId }) => clientId === PROTECTED)).toEqual([]);
  expect(ran.writes.filter(({ isLimited }) => !isLimited).length).toBeLessThanOrEqual(MAX_WRITES);
  expect(fleet.slots().length).toBeLessThanOrEqual(BREAKER.limit);
  for (const clientId of new Set(ran.writes.map((write) => write.clientId))) {
    const decision = (await fleet.record(clientId))?.decision ?? 0;
    expect(decision).toBeGreaterThanOrEqual(model.decisions.get(clientId) ?? 0);
    model.decisions.set(clientId, decision);
  }
};

/** The ledger's slots, or the container's own where the ledger does not answer, are never more than the limit. */
const judgeSlots = (ran: Ran, alert: Pending, fleet: Fleet, model: Model): void => {
  const [first] = ran.writes;
  if (first === undefined || ran.hadSlot) return;
  expect(ran.faulted).toContain('takeSlot');
  const mine = model.byContainer.get(first.container) ?? new Map<string, number>();
  mine.set(alert.clientId, mine.get(alert.clientId) ?? fleet.clock.ms);
  model.byContainer.set(first.container, mine);
  const recent = [...mine.values()].filter((at) => at > fleet.clock.ms - BREAKER.windowMs);
  expect(recent.length).toBeLessThanOrEqual(BREAKER.limit);
};

/** A client is held only where as many others as the limit were really disabled within the window, and only while it is on. */
const judgeHold = (alert: Pending, fleet: Fleet): void => {
  const since = fleet.clock.ms - BREAKER.windowMs;
  const others = CLIENTS.filter((clientId) => clientId !== alert.clientId);
  const disabled = others.filter((clientId) => (fleet.acceptedAt(clientId) ?? 0) > since);
  expect(disabled.length).toBeGreaterThanOrEqual(BREAKER.limit);
  expect(fleet.showsOn(alert.clientId)).toBe(true);
};

/** One distinct final result of an alert that was acted on, as far as the ledger could keep it. */
const judgeFinal = (ran: Ran, alert: Pending, model: Model): void => {
  for (const verb of ['recall', 'readClient', 'writeEnd', 'keepResult'] as const)
    if (ran.faulted.has(verb)) model.unkept.add(alert.id);
  for (const result of ran.reported) {
    if (!result.final || (!saysOff(result) && result.proof.writes.length === 0)) continue;
    const first = model.finals.get(alert.id) ?? result;
    model.finals.set(alert.id, first);
    if (!model.unkept.has(alert.id)) expect(result).toEqual(first);
  }
};

/** @param wasShownOn whether the client was on, and shown so, when the alert was delivered */
export const judgeAlert = async (
  ran: Ran,
  { alert, wasShownOn, fleet, model, tally }: Scene & { alert: Pending; wasShownOn: boolean },
): Promise<void> => {
  await judgeRun(ran, fleet, model, tally);
  // Events can only disable, and only what they name.
  expect(ran.writes.filter(({ enabled, clientId }) => enabled || clientId !== alert.clientId)).toEqual([]);
  if (!alert.mayWrite || ran.answer?.outcome === 'refused') expect(ran.writes).toEqual([]);
  await expectTruth(ran, fleet, model);
  if (wasShownOn) judgeSlots(ran, alert, fleet, model);
  judgeFinal(ran, alert, model);
  // Never an end in silence.
  if (ran.end !== 'answered') return;
  expect(ran.answer?.final).toBe(true);
  expect(['failed', 'unverified']).not.toContain(ran.answer?.outcome);
  expect(ran.reported).toHaveLength(1);
  if (ran.answer?.outcome === 'held') {
    expect(ran.writes).toEqual([]);
    judgeHold(alert, fleet);
    expect((await fleet.record(alert.clientId))?.held).toBeDefined();
  }
  // What the portal does not know leaves nothing that is listed or watched.
  if (ran.answer?.outcome === 'not-found' && ran.faulted.size === 0)
    expect([undefined, 'deleted']).toContain((await fleet.record(alert.clientId))?.state);
};

export type Scene = { fleet: Fleet; model: Model; tally: Tally };

const isAnswered = (ran: Ran): ContainmentResult | undefined => {
  // A person is never left with an error.
  expect(ran.end).not.toBe('threw');
  return ran.answer;
};

export const judgeDisable = async (
  ran: Ran,
  { clientId, dryRun, fleet, model, tally }: Scene & { clientId: string; dryRun: boolean },
): Promise<void> => {
  await judgeRun(ran, fleet, model, tally);
  const answer = isAnswered(ran);
  expect(ran.writes.filter((write) => write.enabled || write.clientId !== clientId)).toEqual([]);
  if (dryRun || answer?.outcome === 'refused') expect(ran.writes).toEqual([]);
  await expectTruth(ran, fleet, model);
};

const UNWRITTEN: readonly string[] = ['refused', 'not-found', 'already-enabled', 'invalid'];

export const judgeEnable = async (
  ran: Ran,
  { clientId, wasOn, fleet, model, tally }: Scene & { clientId: string; wasOn: boolean },
): Promise<void> => {
  await judgeRun(ran, fleet, model, tally);
  const answer = isAnswered(ran);
  expect(ran.writes.filter((write) => write.clientId !== clientId)).toEqual([]);
  if (answer === undefined) return void model.contained.delete(clientId);
  const { outcome, warnings } = answer;
  const isOn = fleet.isOn(clientId);
  if (warnings.includes('ledger-unavailable')) model.contained.delete(clientId);
  if (outcome === 'enabled' || outcome === 'already-enabled') {
    expect(isOn).toBe(true);
    expect(await fleet.record(clientId)).toMatchObject({ state: 'restored' });
    model.contained.delete(clientId);
    model.undoneRaces.delete(clientId);
    model.toldDrifted.delete(clientId);
  }
  if (UNWRITTEN.includes(outcome) && outcome !== 'not-found')
    expect(ran.writes.filter(({ enabled }) => enabled)).toEqual([]);
  // What was off, and could not be enabled for sure, is off; where it may come back, the result says so.
  if (outcome === 'failed' && !wasOn && isOn) expect(warnings).toContain('may-still-take-effect');
};

/** A change of the secret alone never enables. */
export const judgeRotateOnly = async (ran: Ran, { fleet, model, tally }: Scene): Promise<void> => {
  await judgeRun(ran, fleet, model, tally);
  isAnswered(ran);
  expect(ran.writes.filter(({ enabled }) => enabled)).toEqual([]);
};

/** The secret of a client was to be changed: what is called rotated is off, and no fingerprint of a containment is replaced. */
export const judgeRotation = async (
  ran: Ran,
  { clientId, before, fleet, model }: Scene & { clientId: string; before: ClientRecord | undefined },
): Promise<void> => {
  const record = await fleet.record(clientId);
  expect(JSON.stringify([ran.reported, ran.answer, record])).not.toContain(MADE_SECRET);
  if (before?.state === 'contained' && before.fingerprint !== undefined)
    expect(record?.fingerprint).toBe(before.fingerprint);
  if (ran.answer === undefined || ran.answer.warnings.includes('ledger-unavailable'))
    return void model.contained.delete(clientId);
  if (ran.answer.outcome !== 'rotated') return;
  expect(fleet.isOn(clientId)).toBe(false);
  expect(ran.answer.proof.writes.map(({ status }) => status)).toContain(200);
  expect(record).toMatchObject({ state: 'contained', rotation: { rotatedAt: expect.any(String) } });
  expect(record?.rotation?.fingerprint).not.toBe(before?.fingerprint);
};

export const judgeWatch = async (ran: Ran, { fleet, model, tally }: Scene): Promise<void> => {
  await judgeRun(ran, fleet, model, tally);
  isAnswered(ran);
  expect(ran.writes.filter(({ enabled }) => enabled)).toEqual([]);
  for (const { outcome, client, warnings } of ran.reported) {
    const clientId = client?.clientId ?? '';
    if (outcome === 'drifted') {
      expect(fleet.isOn(clientId)).toBe(true);
      model.toldDrifted.add(clientId);
    }
    if (outcome === 'disabled') expect(fleet.isOn(clientId)).toBe(false);
    // The portal's own race is undone once; who enables it after that is somebody.
    if (!warnings.includes('portal-race-undone')) continue;
    expect(model.undoneRaces).not.toContain(clientId);
    model.undoneRaces.add(clientId);
  }
};

/** Contained stays listed until a person restores or deletes it. */
export const judgeList = async (ran: Ran, { fleet, model, tally }: Scene): Promise<void> => {
  await judgeRun(ran, fleet, model, tally);
  const answer = isAnswered(ran);
  expect(ran.writes).toEqual([]);
  if (answer?.outcome !== 'listed') return;
  const listed = answer.clients?.map(({ clientId }) => clientId) ?? [];
  expect(listed).toEqual(expect.arrayContaining([...model.contained]));
};

export const judgeQuestion = async (ran: Ran, { fleet, model, tally }: Scene): Promise<void> => {
  await judgeRun(ran, fleet, model, tally);
  isAnswered(ran);
  expect(ran.writes).toEqual([]);
};

/**
 * Two runs of one client, the second in the middle of the first: the portal is as the newest decision says, and of two
 * that are about the same decision, the one that says off counts.
 */
export const judgeMeeting = async (
  rans: readonly Ran[],
  { clientId, fleet, model, tally }: Scene & { clientId: string },
): Promise<void> => {
  for (const ran of rans) {
    await judgeRun(ran, fleet, model, tally);
    for (const result of ran.reported.filter(saysOff)) expectProof(ran, result, fleet);
  }
  const claims = rans
    .flatMap(({ reported }) => reported)
    .filter(({ outcome }) => [...SAYS_OFF, 'enabled', 'already-enabled'].includes(outcome));
  const newest = Math.max(...claims.map(({ decision }) => decision ?? -1));
  const last = claims.filter(({ decision }) => decision === newest);
  count(tally, `met: ${rans.map(({ answer }) => answer?.outcome ?? 'threw').join(' in ')}`);
  if (last.some(saysOff)) expect(fleet.isOn(clientId)).toBe(false);
  else if (last.length > 0) expect(fleet.isOn(clientId)).toBe(true);
  if (fleet.isOn(clientId)) model.contained.delete(clientId);
  model.undoneRaces.delete(clientId);
};
