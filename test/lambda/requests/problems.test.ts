import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readInWords } from '../../../lambda/requests/problems.ts';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID, invalidWithoutCall, OTHER_ID, problemsIn, refusal } from './door.ts';

/** For what is neither. */
const NEITHER =
  'is neither an alert event (source, detail-type, detail) nor a request by hand (action, clientId, reason)';

describe('every problem is reported at once, each with its place', () => {
  test('of a request by hand', () => {
    expect(problemsIn({ action: 'enable', clientId: 'x', acceptUnrotatedSecret: 1, dryrun: true })).toEqual([
      'clientId must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168',
      'reason is missing',
      'acceptUnrotatedSecret must be true or false, without quotes',
      'unknown field "dryrun"; is it misspelt?',
    ]);
  });

  test('of an alert, envelope and detail alike', () => {
    const detail = {
      clientId: 'x',
      client_id: 7,
      severity: 'bad',
      portal: 'x',
      dryRun: 'x',
    };
    const places = problemsIn(rawAlert('x', { id: undefined, time: 'x', action: 'enable', detail })).map(
      (problem) => problem.split(' ')[0],
    );
    expect(places).toEqual([
      'id',
      'time',
      'action',
      'detail.clientId',
      'detail.client_id',
      'detail.severity',
      'detail.portal',
      'detail.dryRun',
    ]);
  });

  test('a missing client is reported beside the other problems, not after they are fixed', () => {
    const problems = problemsIn(rawAlert(undefined, { detail: { severity: 'bad' } }));
    expect(problems).toContainEqual(expect.stringMatching(/^detail\.severity /));
    expect(problems).toContainEqual(expect.stringMatching(/^detail\.clientId is missing/));
  });

  test('two different clients are reported beside the other problems, not after they are fixed', () => {
    const problems = problemsIn(rawAlert(CLIENT_ID, { detail: { client_id: OTHER_ID, dryRun: 'x' } }));
    expect(problems).toContainEqual(expect.stringMatching(/^detail\.dryRun /));
    expect(problems).toContainEqual(expect.stringMatching(/^detail names two different clients/));
  });

  test.for<[unknown, string]>([
    [{ ...rawAlert(CLIENT_ID), detail: undefined }, 'detail is missing'],
    [{ ...rawAlert(CLIENT_ID), detail: 7 }, 'detail must be a JSON object'],
    [{ ...rawAlert(CLIENT_ID), id: 7 }, 'id must be a text'],
    [{ ...rawAlert(CLIENT_ID), source: null }, 'source must be a text'],
    [{ clientId: CLIENT_ID, reason: 7 }, 'reason must be a text'],
    [{ clientId: CLIENT_ID, reason: 'x', operator: [] }, 'operator must be a text'],
    [{ clientId: CLIENT_ID, reason: 'x', dryRun: 'yes' }, 'dryRun must be true or false, without quotes'],
    [{ schedule: 'weekly' }, NEITHER],
    [{ action: 'enabel' }, 'action must be disable, enable, status, check, list, reset-breaker or rotate'],
    ['disable it', NEITHER],
    [null, NEITHER],
  ])('in plain words: %j', ([payload, problem]) => {
    expect(problemsIn(payload)).toEqual([problem]);
  });

  test('a client id that is no id does not count as a second client', () => {
    expect(problemsIn(rawAlert(CLIENT_ID, { detail: { client_id: '6c7cf17b' } }))).toEqual([
      'detail.client_id must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168',
    ]);
  });

  test('of many misspelt fields twenty are named, and a long one hides none behind it', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`k${n}`, n]));
    expect(problemsIn({ action: 'check', ...many })[0]).toMatch(/"k19"; is it misspelt\?$/);
    expect(problemsIn({ action: 'check', ['l'.repeat(300)]: 1, next: 2 })).toEqual([
      `unknown field "${'l'.repeat(40)}", "next"; is it misspelt?`,
    ]);
  });

  test('several misspelt fields are all named', () => {
    expect(problemsIn({ clientid: 1, reson: 2, clientId: CLIENT_ID, reason: 'x' })).toEqual([
      'unknown field "clientid", "reson"; is it misspelt?',
    ]);
  });
});

describe('nothing hostile comes back in a problem, and the portal is not called', () => {
  const HOSTILE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

  test('control, bidirectional and zero-width characters of a key are gone', async () => {
    const key = '\u001b[31m\u202edryrun\u200b\r\n\u2028FORGED\u0000\ud800';
    const { error } = await invalidWithoutCall({ clientId: CLIENT_ID, reason: 'x', [key]: 1 });
    expect(error?.message).toContain('dryrun');
    expect(error?.message).not.toMatch(HOSTILE);
  });

  test('values are never quoted', async () => {
    const { error } = await invalidWithoutCall(
      rawAlert('sk-secret', { time: 'sk-secret', detail: { severity: 'sk-secret', portal: 'sk-secret' } }),
    );
    expect(error?.message).not.toContain('sk-secret');
  });

  test('a megabyte in every field and a thousand unknown ones give a short answer', async () => {
    const megabyte = 'x'.repeat(1_000_000);
    const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`k${n}`, n]));
    const { error } = await invalidWithoutCall({
      action: 'disable',
      clientId: megabyte,
      reason: 7,
      [megabyte]: 1,
      ...unknown,
    });
    expect(error?.message.length).toBeLessThan(1_000);
  });

  test('one problem is a line of at most 200 characters, and no more than twenty are reported', () => {
    const keys = Array.from({ length: 50 }, (_, n) => `${'k'.repeat(300)}${n}`);
    const unknown = problemsIn({ action: 'check', ...Object.fromEntries(keys.map((key) => [key, 1])) });
    expect(unknown).toHaveLength(1);
    const read = readInWords(z.object(Object.fromEntries(keys.map((key) => [key, z.string()]))), {});
    const missing = read.success ? [] : read.problems;
    expect(missing).toHaveLength(20);
    for (const problem of [...unknown, ...missing]) expect(problem.length).toBeLessThanOrEqual(200);
  });
});

describe('an unreadable event keeps what identifies it', () => {
  test('id and source, cleaned', () => {
    expect(refusal({ id: 'a\u0007b', source: 'x\u202ey', detail: {} })).toMatchObject({
      trigger: 'alert',
      eventId: expect.stringMatching(/^a b~[0-9a-f]{32}$/),
      source: expect.stringMatching(/^xy~[0-9a-f]{32}$/),
    });
  });

  test.for<[Record<string, unknown>, string | undefined]>([
    [{ clientId: CLIENT_ID }, CLIENT_ID],
    [{ client_id: CLIENT_ID.toUpperCase() }, CLIENT_ID],
    [{ clientId: CLIENT_ID, client_id: CLIENT_ID }, CLIENT_ID],
    [{ clientId: CLIENT_ID, client_id: 'x' }, CLIENT_ID],
    [{ clientId: CLIENT_ID, client_id: OTHER_ID }, undefined],
    [{ clientId: 'x' }, undefined],
    [{}, undefined],
  ])('the client, where %j names exactly one', ([detail, clientId]) => {
    expect(refusal({ id: 'a', source: 'b', detail: { ...detail, alertId: 'siem-7' } })).toMatchObject({
      clientId,
      alertId: 'siem-7',
    });
  });

  test('nothing, where they are no texts', () => {
    expect(refusal({ id: 7, source: {}, detail: {} })).toMatchObject({
      eventId: undefined,
      source: undefined,
    });
  });
});
