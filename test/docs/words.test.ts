import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where the words are plain. A folder joins with one line. */
const GLOBS = [
  'README.md',
  'docs/**/*.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'infra/**/*.ts',
  'command/**/*.ts',
  'lambda/**/*.ts',
  'local/**/*.ts',
  'test/*.ts',
  'test/bench/**/*.ts',
  'test/command/**/*.ts',
  'test/docs/**/*.ts',
  'test/e2e/**/*.ts',
  'test/faults/**/*.ts',
  'test/infra/**/*.ts',
  'test/lambda/**/*.ts',
  'test/local/**/*.ts',
];

const MAX_README_LINES = 150;

/** Words of README.md and docs/*.md outside tables, as `grep -v '^|' | wc -w` counts them. */
const MAX_PROSE_WORDS = 10_500;

/** Between two words there may be the end of a line, with the sign that begins the next line of a comment. */
const GAP = String.raw`[\s*/>#'"+\x60]+`;

const expression = (...words: string[]): RegExp => new RegExp(`\\b${words.join(GAP)}\\b`, 'gi');

const PUT = 'p[u]t(?:s|ting)?';
const UP_TO_THREE = `(?:[\\w'-]+${GAP}){0,3}`;
/** What the second expression leaves alone: no client is meant, whether by the thing or by the place. */
const A_THING = `(?:[\\w'-]+${GAP}){0,2}(?:events?|results?|answers?|alerts?)\\b`;
const A_PLACE = `(?:\\w+${GAP}){0,3}(?:bus|buses|queues?|topic|lists?|page|table)`;

/**
 * Words that the project does not use, with what it writes instead. Nothing here may be found by itself: words stand
 * apart, and a single one has a letter in brackets.
 */
const UNWANTED: readonly (readonly [unwanted: RegExp, instead: string])[] = [
  [expression(`${PUT}${GAP}${UP_TO_THREE}off`), 'disable; or: delay'],
  [expression(`${PUT}${GAP}(?!${A_THING})${UP_TO_THREE}on(?!${GAP}${A_PLACE}\\b)`), 'enable; or: publish'],
  [expression('p[u]t-o(?:ff|n)'), 'disabled, enabled'],
  [expression('m[e]nd(?:s|ed|ing)?'), 'fix, resolve, undo'],
  [expression('in', 'vain'), 'not found in …; or: without success'],
  [expression('none', 'of', 'ours'), 'not for us'],
  [expression('can', 'not'), 'cannot'],
  [expression('sh[a]ll'), 'must'],
  [expression('is', 'no', 'setting'), 'unknown setting'],
  [expression('so', 'many', 'different'), 'the most … that may …'],
  [/\b(?:M[O]ST|L[E]AST)_\w+/g, 'MAX_…, MIN_…'],
];

/** Each unwanted word of a text, with its line and what to write instead. */
const unwantedIn = (text: string): string[] =>
  UNWANTED.flatMap(([unwanted, instead]) =>
    [...text.matchAll(unwanted)].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `line ${line}: "${found.replaceAll(/\s+/g, ' ')}", but: ${instead}`;
    }),
  );

const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');
const filesOf = (glob: string): string[] => globSync(glob, { cwd: ROOT }).sort();

describe.each(GLOBS)('the words are plain in %s', (glob) => {
  test('there are such files', () => expect(filesOf(glob)).not.toEqual([]));

  test.each(filesOf(glob))('%s', (path) => expect(unwantedIn(read(path))).toEqual([]));
});

describe('an unwanted word is found', () => {
  test.each([
    [['put', 'off']],
    [['Puts', 'on']],
    [['putting', 'it', 'off']],
    [['put', 'the', 'client', 'on', 'again']],
    [['put', 'that', 'one', 'client', 'off']],
    [['m', 'ends']],
    [['in', 'vain']],
    [['none', 'of', 'ours']],
    [['can', 'not']],
    [['S', 'hall']],
    [['is', 'no', 'setting']],
    [['so', 'many', 'different']],
    [['MOST', '_BYTES']],
    [['LEAST', '_MS']],
  ])('%j', (parts) => {
    const isOneWord = parts.length === 2 && /^([mS]$|[A-Z]{2})/.test(parts[0] ?? '');
    if (isOneWord) expect(unwantedIn(parts.join(''))).toHaveLength(1);
    for (const between of isOneWord ? [] : [' ', '\n * ', '\n// ', "' +\n  '"])
      expect(unwantedIn(parts.join(between))).toHaveLength(1);
  });

  test.each([
    'puts events on the bus',
    'put a result on the result bus',
    'puts the result object on stdout',
    'the value is put on the list of clients',
    'the output is on',
    'amended',
    'cannot',
    'an input that is off',
    'the last put failed. On Monday it worked',
  ])('not: %s', (text) => expect(unwantedIn(text)).toEqual([]));
});

test(`the README has at most ${MAX_README_LINES} lines`, () =>
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_README_LINES));

test(`README.md and docs/*.md have at most ${MAX_PROSE_WORDS} words outside tables`, () => {
  const lines = ['README.md', ...filesOf('docs/*.md')].flatMap((path) => read(path).split('\n'));
  const prose = lines.filter((line) => !line.startsWith('|')).join('\n');
  expect(prose.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(MAX_PROSE_WORDS);
});
