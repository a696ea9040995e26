import { describe, expect, test } from 'vitest';
import { noteOf } from '../../../lambda/contract/finding-note.ts';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { findingEvent, withFindings, withNote } from '../../findings.ts';
import { ledgerWith } from '../../ledgers.ts';
import { type StageOptions, setStage } from '../../stage.ts';

const FORMATS = ['asff', 'ocsf'] as const;

/** What the function for notes writes about a result. */
const noteAbout = (result: ContainmentResult): string =>
  noteOf({ ...result, lastSeenAt: result.trigger.finding?.lastSeenAt ?? '' });

/** A finding that disabled its client, and the same finding with our note on it. */
const setNoted = async (format: (typeof FORMATS)[number], options: StageOptions = {}) => {
  const stage = await setStage({ ...options, env: { INPUTS: 'asff,ocsf', ...options.env } });
  const { clientId } = stage.portal.clients.crm;
  const found = findingEvent(`${format}-imported`, { clientId });
  const result = await stage.invoke(found);
  const { length: writes } = stage.portal.activationWrites(clientId);
  const acted = () => stage.portal.activationWrites(clientId).length > writes;
  return { ...stage, clientId, found, result, acted, echo: withNote(found, noteAbout(result)) };
};

/** The same finding, seen again. */
const seenAgain = (event: ReturnType<typeof findingEvent>, ms: number) =>
  withFindings(event, {
    LastObservedAt: new Date(ms).toISOString(),
    finding_info: { uid: 'oauth-watch/7c1d2e3f', last_seen_time: ms },
  });

describe.for(FORMATS)('our own note on a finding in the format %s', (format) => {
  test('comes back and is ignored: no result, no call of the portal, one count', async () => {
    const { invokeAll, published, ignored, logs, portal, result, echo } = await setNoted(format);
    const calls = portal.calls.length;
    expect(await invokeAll(echo)).toEqual([]);
    expect(published()).toEqual([result]);
    expect(portal.calls).toHaveLength(calls);
    expect(ignored).toEqual([{ ownEvents: 1 }]);
    expect(logs.at(-1)).toEqual({
      code: 'KS132',
      fields: { eventId: 'after the note', findingId: 'oauth-watch/7c1d2e3f', format },
    });
  });

  test('does not end a second detection of the same finding: it acts, without a question to the ledger about the note', async () => {
    const asked: unknown[] = [];
    const ledger = ledgerWith(createMemoryStore(), (make, { verb, args }) => {
      if (verb === 'recall') asked.push(args[0]);
      return make();
    });
    const stage = await setNoted(format, { dependencies: { ledger } });
    const { invoke, portal, clock, clientId, result, echo } = stage;
    clock.ms += 60_000;
    await portal.store.activate(clientId, true);
    asked.length = 0;
    const again = await invoke({ ...seenAgain(echo, clock.ms - 1_000), id: 'seen again' });
    expect(again).toMatchObject({ outcome: 'disabled', trigger: { finding: { noted: false } } });
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(JSON.stringify(asked)).not.toContain(result.requestKey);
  });

  test('is an alert again where the ledger does not answer, and is not written a second time', async () => {
    let isSilent = false;
    const ledger = ledgerWith(createMemoryStore(), (make) =>
      isSilent ? Promise.reject(new Error('no answer')) : make(),
    );
    const { invoke, echo, acted } = await setNoted(format, { dependencies: { ledger } });
    isSilent = true;
    expect(await invoke(echo)).toMatchObject({
      outcome: 'already-disabled',
      trigger: { finding: { noted: true } },
    });
    expect(acted()).toBe(true);
  });

  test('is an alert again once the watch has found the client enabled by others', async () => {
    const { invoke, portal, clock, clientId, echo } = await setNoted(format);
    clock.ms += 6 * 60_000;
    await portal.store.activate(clientId, true);
    expect((await invoke({ schedule: 'watch' })).outcome).toBe('listed');
    expect(await invoke(echo)).toMatchObject({ outcome: 'disabled' });
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('does not disturb a person who has enabled the client meanwhile', async () => {
    const { invoke, invokeAll, portal, clientId, echo, published } = await setNoted(format);
    await invoke({ action: 'enable', clientId, reason: 'a drill', acceptUnrotatedSecret: true });
    const results = published().length;
    expect(await invokeAll(echo)).toEqual([]);
    expect(published()).toHaveLength(results);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test('later than an hour is an alert again: notes are not tried that long', async () => {
    const { invoke, clock, echo, acted } = await setNoted(format);
    clock.ms += 61 * 60_000;
    expect((await invoke(echo)).outcome).toBe('already-disabled');
    expect(acted()).toBe(true);
  });

  test("on a finding that somebody has resolved meanwhile is that person's change: refused, as without a note", async () => {
    const { invoke, echo, acted } = await setNoted(format);
    const resolved = withFindings(echo, { Workflow: { Status: 'RESOLVED' }, status_id: 4 });
    expect(await invoke({ ...echo, ...resolved })).toMatchObject({ guard: { name: 'inactive-finding' } });
    expect(acted()).toBe(false);
  });

  test('that somebody copied to another finding, or beside another client, ends nothing', async () => {
    const { invoke, portal, echo } = await setNoted(format);
    const other = portal.clients.backup.clientId;
    const onOther = withFindings(echo, {
      Id: 'another',
      metadata: { version: '1.6.0', uid: 'another' },
    });
    expect(await invoke({ ...onOther, id: 'on another finding' })).toMatchObject({
      outcome: 'already-disabled',
    });
    const ofOther = withFindings(echo, {
      ProductFields: { docspaceOAuth2ClientId: other },
      resources: [{ type: 'docspaceOAuth2ClientId', uid: other }],
    });
    expect(await invoke({ ...ofOther, id: 'about another client' })).toMatchObject({ outcome: 'disabled' });
    expect(portal.databaseEnabled(other)).toBe(false);
  });

  test('with the key of a request that did not end proven ends nothing', async () => {
    const { invoke, found, result } = await setNoted(format);
    const lastSeenAt = result.trigger.finding?.lastSeenAt ?? '';
    const forged = noteOf({ ...result, requestKey: 'f'.repeat(32), lastSeenAt });
    expect(await invoke(withNote(found, forged))).toMatchObject({ outcome: 'already-disabled' });
  });

  test('does not hide a note that somebody else has written since: theirs is an alert like any other', async () => {
    const { invoke, found, acted } = await setNoted(format);
    const theirs = withNote(found, 'I look into it.', { by: 'lee' });
    expect(await invoke(theirs)).toMatchObject({
      outcome: 'already-disabled',
      trigger: { finding: { noted: true } },
    });
    expect(acted()).toBe(true);
  });
});

test('NOTIFIED alone ends no alert', async () => {
  const { invoke, found, acted } = await setNoted('asff');
  const notified = { ...withFindings(found, { Workflow: { Status: 'NOTIFIED' } }), id: 'notified' };
  expect(await invoke(notified)).toMatchObject({ outcome: 'already-disabled', final: true });
  expect(acted()).toBe(true);
});

test('in one array an echo is left out, and the other alerts get their results', async () => {
  const { invokeAll, portal, echo } = await setNoted('asff');
  const other = findingEvent('asff-imported', { clientId: portal.clients.backup.clientId });
  const results = await invokeAll([echo, { ...other, id: 'another' }]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['disabled']);
});

test('a held client stays with the person who must decide: what looks like an echo is held again', async () => {
  const { invoke, portal } = await setStage({ env: { INPUTS: 'asff', MODE: 'approve' } });
  const { clientId } = portal.clients.crm;
  const found = findingEvent('asff-imported', { clientId });
  const held = await invoke(found);
  expect(held.outcome).toBe('held');
  expect(await invoke(withNote(found, noteAbout(held)))).toMatchObject({ outcome: 'held' });
  expect(portal.activationWrites()).toEqual([]);
});
