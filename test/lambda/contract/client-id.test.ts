import { describe, expect, test } from 'vitest';
import { ClientIdSchema } from '../../../lambda/contract/client-id.ts';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID, invalidWithoutCall } from '../requests/door.ts';

test.for([
  CLIENT_ID,
  CLIENT_ID.toUpperCase(),
  `  ${CLIENT_ID}  `,
  `${CLIENT_ID}\n`,
  `\r\n\t${CLIENT_ID}\u00a0`,
])('%j is brought to its canonical form', (given) => {
  expect(ClientIdSchema.parse(given)).toBe(CLIENT_ID);
});

test('an id is taken whatever its version and variant, as the portal does', () => {
  const id = 'feedface-0000-0000-0000-00000000000a';
  expect(ClientIdSchema.parse(id)).toBe(id);
});

describe('what only looks like an id is invalid, and the portal is not called', () => {
  const [head = '', ...rest] = CLIENT_ID.split('-');
  const tail = rest.join('-');

  test.for([
    ['full-width digits', CLIENT_ID.replace('6', '\uff16')],
    ['Arabic digits', CLIENT_ID.replace('1', '\u0661')],
    ['a Cyrillic letter', CLIENT_ID.replace('c', '\u0441')],
    ['a full-width hyphen', CLIENT_ID.replace('-', '\uff0d')],
    ['a non-breaking hyphen', CLIENT_ID.replace('-', '\u2011')],
    ['a zero-width space inside', `${head}\u200b-${tail}`],
    ['a bidirectional mark before', `\u202e${CLIENT_ID}`],
    ['braces', `{${CLIENT_ID}}`],
    ['quotes', `"${CLIENT_ID}"`],
    ['a URN', `urn:uuid:${CLIENT_ID}`],
    ['no dashes', CLIENT_ID.replaceAll('-', '')],
    ['dropped leading zeros', '6c7cf17b-1bd3-7d5-94c6-be2d3570e168'],
    ['an id too many', `${CLIENT_ID},${CLIENT_ID}`],
    ['a second line', `${CLIENT_ID}\n${CLIENT_ID}`],
    ['a path', `${CLIENT_ID}/../../people`],
    ['a path before', `../clients/${CLIENT_ID}`],
    ['a query', `${CLIENT_ID}?x=1`],
    ['a NUL', `${CLIENT_ID}\u0000`],
    ['a letter past f', CLIENT_ID.replace('c', 'g')],
    ['nothing', ''],
    ['a megabyte of blanks around', `${' '.repeat(500_000)}${CLIENT_ID}${' '.repeat(500_000)}`],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('%s', async ([, clientId]) => {
    const { error } = await invalidWithoutCall({ clientId, reason: 'drill' });
    expect(error?.message).toMatch(
      /^clientId must be a UUID, for example [\da-f-]+(; it holds an invisible character, U\+[\dA-F]+ at position \d+)?$/,
    );
  });

  test.for([7, true, null, {}, [CLIENT_ID], { clientId: CLIENT_ID }])('%j', async (clientId) => {
    const { error } = await invalidWithoutCall({ clientId, reason: 'drill' });
    expect(error?.message).toBe('clientId must be a text that holds a UUID');
  });
});

test.for([
  ['a zero-width space', 9, '\u200b', 'U+200B'],
  ['a no-break space', 9, '\u00a0', 'U+00A0'],
  ['a byte order mark', 1, '\ufeff', 'U+FEFF'],
  ['a soft hyphen', 14, '\u00ad', 'U+00AD'],
  ['a word joiner', 36, '\u2060', 'U+2060'],
  ['a mark from right to left', 2, '\u200f', 'U+200F'],
  ['a tag', 5, '\u{e0041}', 'U+E0041'],
  ['a zero byte', 3, '\u0000', 'U+0000'],
] as const)(
  'an id with %s inside, after %i characters: the character is named with its place, and the portal is not called',
  async ([, at, character, code]) => {
    const id = `${CLIENT_ID.slice(0, at)}${character}${CLIENT_ID.slice(at)}`;
    for (const blanks of ['', '  ']) {
      const { error } = await invalidWithoutCall(rawAlert(`${blanks}${id} `));
      expect(error?.message).toBe(
        `detail.clientId must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168; it holds an invisible character, ${code} at position ${blanks.length + at + 1}`,
      );
    }
  },
);
