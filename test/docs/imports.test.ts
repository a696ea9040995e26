import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const ROOT = new URL('../../', import.meta.url);

const RuleSchema = z.object({
  options: z.object({ patterns: z.array(z.object({ group: z.array(z.string()) })) }),
});
const BiomeSchema = z.object({
  overrides: z.array(
    z.object({
      includes: z.tuple([z.string()]),
      linter: z.object({ rules: z.object({ style: z.object({ noRestrictedImports: RuleSchema }) }) }),
    }),
  ),
});

const { overrides } = BiomeSchema.parse(JSON.parse(readFileSync(new URL('biome.json', ROOT), 'utf8')));
const page = readFileSync(new URL('CONTRIBUTING.md', ROOT), 'utf8');

/** The table of the page: what a folder may import, by the folder. */
const documented = new Map(
  [...page.matchAll(/^\| `([^`|]+)` \| [^|]+ \| ([^|]+) \|$/gm)].map(
    ([, folder = '', mayImport = '']) => [folder, mayImport] as const,
  ),
);

const PARTS = readdirSync(new URL('lambda', ROOT), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const TOP = ['lambda', 'infra', 'local', 'command', 'docs', 'test'];

/** Folders that an override leaves open, in the words of the table; the same as the table where nothing is stale. */
const openFor = (includes: string, forbidden: ReadonlySet<string>): string[] => {
  const own = includes.split('/')[1] ?? '';
  if (PARTS.includes(own)) {
    const parts = PARTS.filter((part) => part !== own && !forbidden.has(`../${part}/**`));
    return forbidden.has('../*.ts') ? parts : [...parts, 'lambda/'];
  }
  const folders = TOP.filter((top) => top !== includes.split('/')[0] && !forbidden.has(`**/${top}/**`));
  const parts = PARTS.filter((part) => !forbidden.has(`**/lambda/${part}/**`));
  if (parts.length === PARTS.length) return folders;
  const beside = forbidden.has('**/lambda/*.ts') ? [] : ['lambda/'];
  return [...folders.filter((top) => top !== 'lambda'), ...parts.map((part) => `lambda/${part}`), ...beside];
};

const namesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

describe('the table of CONTRIBUTING.md says what biome.json enforces', () => {
  test('it has a row for every folder', () => {
    const folders = [
      ...PARTS.map((part) => `lambda/${part}/`),
      'lambda/*.ts',
      ...TOP.slice(1).map((top) => `${top}/`),
    ];
    expect([...documented.keys()].sort()).toEqual(folders.sort());
  });

  const rules = overrides.map(({ includes: [includes], linter }) => {
    const { patterns } = linter.rules.style.noRestrictedImports.options;
    return [includes, new Set(patterns.flatMap(({ group }) => group))] as const;
  });

  test.each(rules.filter(([includes]) => includes !== 'lambda/*.ts'))('%s', (includes, forbidden) => {
    const cell = documented.get(includes.replace('**', '')) ?? '';
    expect(namesIn(cell).sort()).toEqual(openFor(includes, forbidden).sort());
  });

  test('lambda/*.ts may import all of lambda/, and nothing outside', () => {
    const [, forbidden = new Set<string>()] = rules.find(([includes]) => includes === 'lambda/*.ts') ?? [];
    expect([...forbidden].sort()).toEqual(
      [...TOP.slice(1).map((top) => `**/${top}/**`), '@aws-lambda-powertools/*', '@aws-sdk/*'].sort(),
    );
  });

  test('only lambda/aws may import an SDK', () => {
    const open = rules.filter(
      ([includes, forbidden]) => includes.startsWith('lambda/') && !forbidden.has('@aws-sdk/*'),
    );
    expect(open.map(([includes]) => includes)).toEqual(['lambda/aws/**']);
  });

  test('there is a rule for every folder but test/', () => {
    const covered = rules.map(([includes]) => includes.split('/')[0]);
    expect([...new Set(covered)].sort()).toEqual(TOP.filter((top) => top !== 'test').sort());
  });
});
