import { expect } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { enableBehindCache } from '../../enable-behind-cache.ts';
import { endingOf } from '../../honest-result.ts';
import type { Cell, Row } from './fault.ts';
import { AFTER_WATCH, MINUTE_MS, stateOf, tellsOf, withStage } from './run-cell.ts';

/**
 * A person changes the secret of a contained client, while the fault strikes.
 * @param isHidden whether somebody has enabled it, the portal's cache hides that, and the change writes it back
 */
export const rotateCell = (cell: Cell, { isHidden = false } = {}): Promise<Row> =>
  withStage(async (stage) => {
    const { portal, client, aws, deliver } = stage;
    const { clientId } = client;
    await deliver(alertFor(clientId));
    stage.pass(10 * MINUTE_MS);
    if (isHidden) await enableBehindCache(portal, clientId);
    const before = await stage.record();
    const callsBefore = portal.calls.length;
    cell.arm(stage);
    const { answer } = await deliver({ action: 'rotate', clientId, reason: 'case closed' });
    if (answer === undefined) throw new Error('a person was not answered');

    const isOld = () => portal.store.row(clientId)?.clientSecret === client.clientSecret;
    const isAsked = portal.calls
      .slice(callsBefore)
      .some(({ operation }) => operation === 'regenerate' || operation === 'activate');
    const state = `${stateOf(stage)}, ${isOld() ? 'old' : 'new'} secret`;
    if (answer.outcome === 'rotated')
      expect([state, answer.client?.enabledAfter]).toEqual(['off, new secret', false]);
    if (answer.error?.name === 'SecretUnchangedError') expect(isOld()).toBe(true);
    if (answer.outcome === 'refused') expect(isAsked).toBe(false);
    if (isAsked && stage.isOn()) expect(answer.nextSteps.join()).toContain('treat the client as on');
    expect(portal.activationWrites(clientId).every(({ enabled }) => enabled === false)).toBe(true);
    const wasOld = isOld();
    await portal.faults.releaseLate();
    const isLate = wasOld && !isOld();
    // What may still happen is said.
    if (isLate) expect(answer.warnings).toContain('may-still-take-effect');

    stage.calm();
    stage.pass(20 * MINUTE_MS);
    const since = aws.published.length;
    await deliver({ schedule: 'watch' });
    const found = tellsOf(stage, since).map(({ outcome }) => outcome);
    const record = await stage.record();
    // Its own secret at the beginning of the containment: what a new one is compared with.
    expect(record?.fingerprint).toBe(before?.fingerprint);
    // An admin's key sees every client: what a read does not find is gone.
    if (answer.outcome === 'not-found') expect([isAsked, record?.state]).toEqual([false, 'deleted']);
    // This run wrote nothing, so it was somebody else who enabled it.
    else if (stage.isOn()) expect([isAsked, found, record?.state]).toEqual([false, ['drifted'], 'drifted']);
    else {
      expect(record?.state).toBe('contained');
      const { answer: enabled } = await deliver({ action: 'enable', clientId, reason: 'case closed' });
      const end = enabled?.guard?.name ?? enabled?.outcome;
      expect(end).toBe(isOld() ? 'unrotated-secret' : 'enabled');
    }
    return {
      ...cell,
      fault: cell.name,
      ...endingOf(answer),
      client: isLate ? `${state}, later a new one` : state,
      retry: found[0] === undefined ? 'no' : (AFTER_WATCH[found[0]] ?? found[0]),
    };
  });
