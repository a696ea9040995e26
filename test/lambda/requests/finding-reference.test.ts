import { describe, expect, test } from 'vitest';
import { noteOf } from '../../../lambda/contract/finding-note.ts';
import { findingEvent, withFindings, withNote } from '../../findings.ts';
import { alertIn } from './read.ts';

const FORMATS = ['asff', 'ocsf'] as const;
const requestKey = '0123456789abcdef0123456789abcdef';

/** When the fixtures say that they were seen last. */
const SEEN = { asff: '2026-01-31T02:59:00.000Z', ocsf: '2026-01-31T02:58:30.000Z' };

const IDS = {
  asff: {
    id: 'oauth-watch/7c1d2e3f',
    product: 'arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default',
  },
  ocsf: { id: 'e51603d1054aad9d9f498d82d6e81acf4cf6bc88140e8ad2273123c73b810840', product: null },
};

const referenceIn = (event: unknown) => {
  const { finding, echoOf } = alertIn(event).alert;
  return { finding, echoOf };
};

describe.for(FORMATS)('a finding in the format %s', (format) => {
  const event = findingEvent(`${format}-imported`);
  const ours = noteOf({ summary: 'It was disabled.', requestKey, lastSeenAt: SEEN[format] });

  test('can be asked for where it lives, as it was seen, and bears no note', () => {
    expect(referenceIn(event)).toEqual({
      finding: {
        format,
        ...IDS[format],
        account: '111122223333',
        region: 'eu-central-1',
        lastSeenAt: SEEN[format],
        noted: false,
      },
      echoOf: undefined,
    });
  });

  test('with our note on this detection may be its echo, and is noted', () => {
    expect(referenceIn(withNote(event, ours))).toMatchObject({
      finding: { noted: true },
      echoOf: requestKey,
    });
  });

  test('with our note on an earlier detection is neither: it was seen again', () => {
    const earlier = noteOf({ summary: 'x', requestKey, lastSeenAt: '2026-01-30T02:59:00.000Z' });
    expect(referenceIn(withNote(event, earlier))).toMatchObject({
      finding: { noted: false },
      echoOf: undefined,
    });
  });

  test('with a note of somebody else is no echo, and that note stays', () => {
    const event = withNote(findingEvent(`${format}-imported`), 'I look into it.', { by: 'lee' });
    expect(referenceIn(event)).toMatchObject({ finding: { noted: true }, echoOf: undefined });
  });

  test.each([
    [
      'its id is longer than Security Hub allows',
      { Id: 'x'.repeat(513), metadata: { version: '1.6.0', uid: 'x'.repeat(513) } },
    ],
    ['its id holds what cannot be printed', { Id: 'a\u202eb', metadata: { version: '1.6.0', uid: 'a\nb' } }],
    ['it says no time', { LastObservedAt: undefined, UpdatedAt: undefined, finding_info: { uid: 'x' } }],
    [
      'one of its times cannot be read',
      { LastObservedAt: 'yesterday', finding_info: { uid: 'x', last_seen_time: 'yesterday' } },
    ],
  ])('that %s cannot be noted; it is an alert all the same', (_, changes) => {
    expect(referenceIn(withFindings(event, changes))).toEqual({ finding: undefined, echoOf: undefined });
  });

  test('in an event without account or region cannot be noted', () => {
    expect(referenceIn({ ...event, account: undefined }).finding).toBeUndefined();
    expect(referenceIn({ ...event, region: 'EU\u202e' }).finding).toBeUndefined();
  });

  test('keeps an id of 512 characters whole: cut, it would name no finding', () => {
    const id = `oauth-watch/${'7'.repeat(500)}`;
    const long = withFindings(event, { Id: id, metadata: { version: '1.6.0', uid: id } });
    expect(referenceIn(long).finding?.id).toBe(id);
  });
});

describe('in ASFF', () => {
  const event = findingEvent('asff-imported');
  const ours = noteOf({ summary: 'x', requestKey, lastSeenAt: SEEN.asff });

  test('a note that somebody else signed is not ours, whatever it says', () => {
    expect(referenceIn(withNote(event, ours, { by: 'lee' })).echoOf).toBeUndefined();
  });

  test('a note of somebody else that is older than the detection may be replaced', () => {
    const older = withNote(event, 'closed', { by: 'lee', at: '2026-01-30T00:00:00Z' });
    expect(referenceIn(older).finding?.noted).toBe(false);
  });

  test("a note that cannot be read is somebody else's", () => {
    expect(referenceIn(withFindings(event, { Note: 7 }))).toMatchObject({
      finding: { noted: true },
      echoOf: undefined,
    });
  });

  test('a status without a note is no echo', () => {
    const notified = withFindings(event, { Workflow: { Status: 'NOTIFIED' } });
    expect(referenceIn(notified)).toMatchObject({ finding: { noted: false }, echoOf: undefined });
  });

  test('a button is no echo: a person waits for an answer', () => {
    const event = findingEvent('asff-custom-action');
    const lastSeenAt = referenceIn(event).finding?.lastSeenAt ?? '';
    const noted = withNote(event, noteOf({ summary: 'x', requestKey, lastSeenAt }));
    expect(referenceIn(noted)).toMatchObject({ finding: { noted: true }, echoOf: undefined });
  });
});
