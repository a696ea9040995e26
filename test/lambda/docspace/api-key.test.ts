import { expect, test } from 'vitest';
import { describeStoredKey, readApiKey } from '../../../lambda/docspace/api-key.ts';

const KEY = 'sk-0123456789abcdef';

test.for([
  KEY,
  ` ${KEY}\n`,
  JSON.stringify({ apiKey: KEY }),
  `\ufeff${KEY}`,
  `\ufeff${JSON.stringify({ apiKey: KEY })}\r\n`,
  JSON.stringify({ apiKey: ` ${KEY} `, note: 'rotated in May' }, null, 2),
])('a key is found in %j', (stored) => {
  expect(readApiKey(stored)).toBe(KEY);
});

test.for([
  undefined,
  '',
  '  \n',
  'sk-',
  'sk-short',
  'changeme',
  'REPLACE_ME',
  `Bearer ${KEY}`,
  `SK-${KEY.slice(3)}`,
  `${KEY} ${KEY}`,
  `${KEY}\nX-Forged: 1`,
  `sk-${'ä'.repeat(20)}`,
  `sk-${'x'.repeat(251)}`,
  '{}',
  '{"apiKey": ""}',
  '{"apiKey": 7}',
  '{"apikey": "sk-0123456789abcdef"}',
  '{"apiKey": "sk-0123456789abcdef"',
  '["sk-0123456789abcdef"]',
  'null',
  JSON.stringify(KEY),
])('no key is found in %j', (stored) => {
  expect(readApiKey(stored)).toBeUndefined();
});

test.for([
  [undefined, 'nothing'],
  ['  \n', 'nothing'],
  [new TextEncoder().encode(KEY), 'a binary secret (SecretBinary)'],
  [`Bearer ${KEY}`, 'a text with Bearer in front of the key'],
  [`Authorization: bearer ${KEY}`, 'a text with Bearer in front of the key'],
  [`"${KEY}"`, 'a text in quotes'],
  ['replace me', 'a text that does not begin with sk-'],
  ['sk-short', /^a text that begins with sk-, but is not a whole key/],
  [`${KEY} ${KEY}`, /^a text that begins with sk-, but is not a whole key/],
  [JSON.stringify({ api_key: KEY }), 'JSON with a key under the name api_key'],
  [JSON.stringify({ DOCSPACE_API_KEY: KEY }), 'JSON with a key under the name DOCSPACE_API_KEY'],
  [JSON.stringify({ apikey: KEY, url: 'x' }), 'JSON with a key under the name apikey'],
  [JSON.stringify({ token: KEY }), 'JSON with a key under the name token'],
  [JSON.stringify({ [KEY]: KEY }), 'JSON with a key under another name'],
  [JSON.stringify({ docspace: KEY }), 'JSON with a key under another name'],
  [
    JSON.stringify({ apiKey: `Bearer ${KEY}` }),
    'JSON with apiKey, which holds a text with Bearer in front of the key',
  ],
  [JSON.stringify({ apiKey: 7 }), 'JSON with apiKey, which holds no text'],
  [JSON.stringify({ username: 'ana', password: KEY.slice(3) }), 'JSON without apiKey'],
  [JSON.stringify([KEY]), 'a JSON list'],
] as const)(
  'where no key is found in %j, it is said what was found, and never the value',
  ([stored, found]) => {
    const described = describeStoredKey(stored);
    expect(described).toMatch(
      typeof found === 'string' ? new RegExp(`^${found.replace(/[()]/g, '\\$&')}$`) : found,
    );
    expect(described).not.toContain(KEY.slice(3));
  },
);
