import { expect, test } from 'vitest';
import { noteOf, ownNoteIn } from '../../../lambda/contract/finding-note.ts';

const requestKey = '0123456789abcdef0123456789abcdef';
const lastSeenAt = '2026-01-31T02:59:00.000Z';
const note = noteOf({ summary: 'It was disabled.', requestKey, lastSeenAt });

test('a note says what was done, for which request and for which detection, and is known by its end', () => {
  expect(note).toBe(`It was disabled. Request: ${requestKey}. Last seen: ${lastSeenAt}.`);
  expect(ownNoteIn(note)).toEqual({ requestKey, lastSeenAt });
});

test('a note is never longer than Security Hub allows, and keeps its end', () => {
  const long = noteOf({ summary: 'x'.repeat(2_000), requestKey, lastSeenAt });
  expect(long).toHaveLength(512);
  expect(ownNoteIn(long)).toEqual({ requestKey, lastSeenAt });
});

test.each([
  ['a text of somebody else', 'Looks right to me.'],
  ['one that goes on after ours', `${note} I agree.`],
  ['a key of another length', note.replace(requestKey, requestKey.slice(1))],
  ['a text that is longer than a note can be', `${'x'.repeat(512)}${note}`],
  ['nothing', ''],
])('not ours is %s', (_, text) => {
  expect(ownNoteIn(text)).toBeUndefined();
});
