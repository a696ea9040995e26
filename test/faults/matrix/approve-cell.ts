import { expect } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { endingOf, expectHonestDisable } from '../../honest-result.ts';
import type { Stage } from '../stage/stage.ts';
import type { Cell, Row } from './fault.ts';
import { keptInLog, MINUTE_MS, stateOf, tellsOf, withStage } from './run-cell.ts';

const APPROVE = { env: { MODE: 'approve' } };

/** An alert while the fault strikes, and its retry without it: what each of them reported, and what became of the client. */
const deliverTwice = async (cell: Cell, stage: Stage) => {
  const { aws, client, deliver } = stage;
  const alert = alertFor(client.clientId);
  const before = aws.published.length;
  cell.arm(stage);
  const { retryFollows } = await deliver(alert);
  const [result] = tellsOf(stage, before);
  // Never an end in silence: a final result, or a throw.
  if (!retryFollows) expect(result?.final).toBe(true);
  const first = result ?? keptInLog(stage);
  const ending = endingOf(first);
  const row = {
    ...cell,
    fault: cell.name,
    ...ending,
    outcome: `${ending.outcome}${result === undefined ? ', not on the bus' : ''}`,
    client: stateOf(stage),
  };
  await stage.portal.faults.releaseLate();
  stage.calm();
  if (!retryFollows) return { first, last: first, row: { ...row, retry: 'no' } };
  stage.pass(MINUTE_MS);
  const since = aws.published.length;
  expect((await deliver(alert)).retryFollows).toBe(false);
  const [last] = tellsOf(stage, since);
  if (last === undefined) throw new Error('the retry reported nothing');
  return { first, last, row: { ...row, retry: `yes: ${endingOf(last).outcome}` } };
};

/** An alert for a client that is on, under `mode: approve`. */
export const holdCell = (cell: Cell): Promise<Row> =>
  withStage(async (stage) => {
    const { portal, client, deliver } = stage;
    const { last, row } = await deliverTwice(cell, stage);
    expect(last.final).toBe(true);
    expect(portal.calls.filter(({ operation }) => operation !== 'token' && operation !== 'read')).toEqual([]);
    expect(stage.isOn()).toBe(true);
    const { answer } = await deliver({ action: 'list' });
    const listed = answer?.clients?.map(({ clientId, state }) => ({ clientId, state }));
    // An admin's key sees every client: what a read does not find is gone.
    const held = last.outcome === 'not-found' ? [] : [{ clientId: client.clientId, state: 'held' }];
    expect([last.outcome, listed]).toEqual([held.length === 0 ? 'not-found' : 'held', held]);
    return row;
  }, APPROVE);

/** An alert for a client that a person has contained, under `mode: approve`. */
export const confirmCell = (cell: Cell): Promise<Row> =>
  withStage(async (stage) => {
    const { portal, client, deliver } = stage;
    const { clientId } = client;
    await deliver({ clientId, reason: 'by hand' });
    stage.pass(10 * MINUTE_MS);
    const activations = () => portal.calls.filter(({ operation }) => operation === 'activate').length;
    const before = activations();
    const { first, last, row } = await deliverTwice(cell, stage);
    for (const result of [first, last]) expectHonestDisable(portal, clientId, result);
    expect(stage.isOn()).toBe(false);
    if (last.outcome !== 'not-found') expect(activations()).toBeGreaterThan(before);
    return row;
  }, APPROVE);
