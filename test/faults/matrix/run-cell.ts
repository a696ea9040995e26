import { expect } from 'vitest';
import type { Outcome } from '../../../lambda/contract/outcome.ts';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { alertFor } from '../../alerts.ts';
import { endingOf, expectHonestDisable } from '../../honest-result.ts';
import { CONTROL } from '../stage/hostile.ts';
import { openStage, type Stage, type StageOptions } from '../stage/stage.ts';
import type { Cell, Row } from './fault.ts';

export const MINUTE_MS = 60_000;

/** What the drift watch made of a client that nobody had said to be on. */
export const AFTER_WATCH: Partial<Record<Outcome, string>> = {
  drifted: 'no: the watch reports it',
  disabled: 'no: the watch disables it',
};

/** No log line but whole JSON in one line, no character that moves a cursor, no secret, no oversized result. */
export const expectSafeOutput = (stage: Stage): void => {
  for (const line of stage.lines()) {
    expect(line).not.toMatch(CONTROL);
    JSON.parse(line);
  }
  for (const result of stage.aws.published) {
    const text = JSON.stringify(result);
    expect(text).not.toMatch(CONTROL);
    expect(text.length).toBeLessThan(64 * 1024);
  }
  expect(stage.leaks()).toEqual([]);
};

export const stateOf = (stage: Stage): string => (stage.isOn() ? 'on' : 'off');

/** Results of the run that has just ended; what AWS was reported twice is one result. */
export const tellsOf = ({ aws }: Stage, since: number): ContainmentResult[] => {
  const results = aws.published.slice(since);
  return [...new Map(results.map((result) => [JSON.stringify(result), result])).values()];
};

export const withStage = async (
  play: (stage: Stage) => Promise<Row>,
  options?: StageOptions,
): Promise<Row> => {
  const stage = await openStage(options);
  try {
    const row = await play(stage);
    expectSafeOutput(stage);
    return row;
  } finally {
    await stage.close();
  }
};

/** A refused alert and a drill while the fault goes on: neither may write. */
const expectNoWrites = async (stage: Stage): Promise<void> => {
  const { portal, client, deliver } = stage;
  portal.clearCalls();
  const refused = alertFor(client.clientId, { id: 'low', detail: { severity: 'low' } });
  await deliver(refused);
  expect(portal.calls).toEqual([]);
  const drill = alertFor(client.clientId, { id: 'drill', detail: { dryRun: true } });
  await deliver(drill);
  expect(portal.calls.filter(({ operation }) => operation === 'activate')).toEqual([]);
};

/** An alert for a client that is on, while the fault strikes; then, where it threw, its retries without it. */
export const alertCell = (cell: Cell, options?: StageOptions): Promise<Row> =>
  withStage(async (stage) => {
    const { portal, client, aws, deliver } = stage;
    const alert = alertFor(client.clientId);
    cell.arm(stage);
    const { retryFollows } = await deliver(alert);
    const reported = tellsOf(stage, 0);
    expect(reported.length).toBeLessThanOrEqual(1);
    const [result] = reported;
    const onBus = result !== undefined;
    // Never an end in silence: a final result, or a throw.
    if (!retryFollows) expect(result?.final).toBe(true);
    const known = result ?? keptInLog(stage);
    expect(known.final).toBe(!['failed', 'unverified'].includes(known.outcome));
    if (!known.final) expect(retryFollows).toBe(true);
    const answered = known.proof.writes.filter(({ status }) => status !== null);
    const attempts = portal.calls.filter(({ operation }) => operation === 'activate');
    expect(attempts.length).toBeGreaterThanOrEqual(answered.length);
    expectHonestDisable(portal, client.clientId, known);
    const ending = endingOf(known);
    const outcome = `${ending.outcome}${onBus ? '' : ', not on the bus'}`;
    const row = { ...cell, fault: cell.name, ...ending, outcome, client: stateOf(stage) };
    // Writes whose effect is unknown arrive now; they must not undo what was said.
    await portal.faults.releaseLate();
    expectHonestDisable(portal, client.clientId, known);
    if (cell.strikes === 'to the end') await expectNoWrites(stage);
    if (!retryFollows) return { ...row, retry: 'no' };

    stage.calm();
    stage.pass(MINUTE_MS);
    if (cell.strikes === 'once') stage.restart();
    const since = aws.published.length;
    const again = await deliver(alert);
    expect(again.retryFollows).toBe(false);
    const [last, ...more] = tellsOf(stage, since);
    if (last === undefined) throw new Error('the retry reported nothing');
    expect(more).toEqual([]);
    expect(again.answer).toEqual(last);
    expect(last.final).toBe(true);
    expect(last.requestKey).toBe(known.requestKey);
    // If an end was reported already, the same is reported once more, and no other.
    if (onBus && known.final) expect(last).toEqual(known);
    expectHonestDisable(portal, client.clientId, last);
    return { ...row, retry: `yes: ${endingOf(last).outcome}` };
  }, options);

/** The whole result of an alert whose publishing failed is in the log. */
export const keptInLog = (stage: Stage): ContainmentResult => {
  const line = stage.lines().find((text) => text.includes('"KS300"'));
  if (line === undefined) throw new Error('neither on the bus nor in the log');
  return JSON.parse(line).result;
};

/** A person enables a contained client whose secret was regenerated, while the fault strikes. */
export const enableCell = (cell: Cell): Promise<Row> =>
  withStage(async (stage) => {
    const { portal, client, aws, deliver } = stage;
    const { clientId } = client;
    await deliver(alertFor(clientId));
    stage.pass(10 * MINUTE_MS);
    await portal.store.regenerate(clientId, 'd'.repeat(48));
    cell.arm(stage);
    const { answer } = await deliver({ action: 'enable', clientId, reason: 'case closed' });
    if (answer === undefined) throw new Error('a person was not answered');
    const claimsOn = answer.outcome === 'enabled';
    if (answer.outcome === 'unverified') expect([null, stage.isOn()]).toContain(answer.client?.enabledAfter);
    else expect(stage.isOn()).toBe(claimsOn);
    const state = stateOf(stage);
    await portal.faults.releaseLate();
    const returns = state === 'off' && stage.isOn();
    // What may still happen is said.
    if (returns) expect(answer.warnings).toContain('may-still-take-effect');
    stage.calm();
    stage.pass(20 * MINUTE_MS);
    const since = aws.published.length;
    await deliver({ schedule: 'watch' });
    const found = tellsOf(stage, since).map(({ outcome }) => outcome);
    const record = await stage.record();
    // On without anybody's word that it is: the watch finds it.
    if (stage.isOn() && !claimsOn) expect([found, record?.state]).toEqual([['drifted'], 'drifted']);
    else {
      // An admin's key sees every client: what a read does not find is gone, and held or contained no longer.
      const isGone = answer.outcome === 'not-found' && answer.proof.writes.length === 0;
      const unproven = isGone ? 'deleted' : 'contained';
      expect(record?.state).toBe(claimsOn ? 'restored' : unproven);
    }
    return {
      ...cell,
      fault: cell.name,
      ...endingOf(answer),
      client: returns ? 'off, later on' : state,
      retry: found[0] === undefined ? 'no' : (AFTER_WATCH[found[0]] ?? found[0]),
    };
  });
