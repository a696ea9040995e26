import { globSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { STANDING_ALARMS } from '../../lambda/contract/alarm-anchor.ts';
import { templateOf } from '../infra/synthesised.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const PAGES = globSync(['*.md', 'docs/**/*.md'], { cwd: fileURLToPath(ROOT) }).sort();

const PolicySchema = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({ Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]) }),
      ),
    }),
  }),
});

test('every output that the pages name exists', () => {
  const outputs = Object.keys(templateOf({ chatTopic: true }).findOutputs('*'));
  const named = /<([A-Z][a-z]\w+)>|\boutputs? `([A-Z]\w+)`/g;
  const used = PAGES.flatMap((page) => [...read(page).matchAll(named)].map(([, one, other]) => one ?? other));
  expect(used).toEqual(expect.arrayContaining(['AlertBusName', 'FunctionTestTab']));
  for (const name of used) expect(outputs).toContain(name);
});

test("the security page explains every action of the function's role, and no other", () => {
  const policies = Object.entries(templateOf().findResources('AWS::IAM::Policy'));
  const [, ofFunction] = policies.find(([id]) => id.startsWith('KillSwitchRole')) ?? [];
  const { Statement: statements } = PolicySchema.parse(ofFunction).Properties.PolicyDocument;
  const table = read('docs/security.md').split('## What the function can reach')[1]?.split('\n## ')[0] ?? '';
  const rows = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([\w:]+)`/g)].map(([, action]) => action),
  );
  expect(rows.sort()).toEqual(statements.flatMap(({ Action }) => Action).sort());
});

test('the security page explains every statement of the role that writes notes, and no other', () => {
  const template = templateOf({ inputs: 'asff,ocsf', findingNotes: true });
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  const [, ofNotes] = policies.find(([id]) => id.startsWith('FindingNotesRole')) ?? [];
  const { Statement: statements } = PolicySchema.parse(ofNotes).Properties.PolicyDocument;
  const rows = [...read('docs/security.md').matchAll(/^\| notes: ([^|]+) \|/gm)].map(([, cell = '']) =>
    [...cell.matchAll(/`([\w:]+)`/g)].map(([, action]) => action),
  );
  expect(rows).toEqual(statements.map(({ Action }) => Action));
});

test.each(['docs/deploy.md', 'docs/operations.md'])('%s counts the alarms that there are', (page) => {
  expect(read(page)).toContain(`${STANDING_ALARMS.length} alarms`);
});

const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('links between the documents lead somewhere', () => {
  test.each(PAGES)('from %s', (page) => {
    const base = new URL(page, ROOT);
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = target.split('#');
      const linked = new URL(path === '' ? base : path, base);
      if (path.endsWith('/')) expect(readdirSync(linked)).not.toEqual([]);
      else if (anchor === undefined) expect(readFileSync(linked, 'utf8')).not.toBe('');
      else expect(anchorsOf(readFileSync(linked, 'utf8')), target).toContain(anchor);
    }
  });
});
