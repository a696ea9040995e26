import { expect, test } from 'vitest';
import { readApiKey } from '../../../lambda/docspace/api-key.ts';

const KEY = 'sk-0123456789abcdef';

test.for([
  KEY,
  ` ${KEY}\n`,
  JSON.stringify({ apiKey: KEY }),
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
