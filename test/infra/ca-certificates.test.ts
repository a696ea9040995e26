import { expect, test } from 'vitest';
import { problemsOfCaFile } from '../../infra/ca-certificates.ts';
import { certificate } from '../certificates.ts';
import { folderWith } from '../folders.ts';

const NOW = new Date('2026-01-31T03:00:00.000Z');

const authority = certificate('authority', { isCa: true });

const problemsOf = (text: string): string[] =>
  problemsOfCaFile('ca.pem', folderWith({ 'ca.pem': text }), NOW);

test('one authority, or several with text between them, are taken', () => {
  expect(problemsOf(authority.cert)).toEqual([]);
  expect(
    problemsOf(`our root\n${authority.cert}\nits heir\n${certificate('heir', { isCa: true }).cert}`),
  ).toEqual([]);
});

test.each<[string, string, RegExp]>([
  ['no certificate', 'hello', /holds no certificate in PEM/],
  [
    'a certificate that is cut',
    authority.cert.replace(/.{40}\n-----END/, '\n-----END'),
    /certificate 1 cannot be read/,
  ],
  [
    'the certificate of the portal itself',
    certificate('portal', { issuer: authority }).cert,
    /certificate 1 is not that of a certificate authority/,
  ],
  [
    'an authority that has expired, beside one that has not',
    `${authority.cert}${certificate('old', { isCa: true, until: '240101' }).cert}`,
    /certificate 2 expired on 2024-01-01/,
  ],
  ['a private key', `${authority.cert}${authority.key}`, /holds a private key, which must not be deployed/],
])('%s is refused, and nothing of the file is shown', (_name, text, problem) => {
  const problems = problemsOf(text);
  expect(problems).toEqual([expect.stringMatching(problem)]);
  for (const line of text.split('\n').filter((part) => part.length > 30 && !part.startsWith('-')))
    expect(problems.join()).not.toContain(line);
});

test('a file that is not there is refused with the path that was tried', () => {
  const folder = folderWith({});
  expect(problemsOfCaFile('none.pem', folder, NOW)).toEqual([
    `none.pem cannot be read (ENOENT: ${folder}/none.pem)`,
  ]);
});
