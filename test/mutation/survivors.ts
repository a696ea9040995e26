import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { reasonFor } from './reasons.ts';

/**
 * What Stryker left alive, with a reason for each, written into docs/data/mutation.md, and the score into
 * docs/faults.md. Fails where a survivor has no reason: then it needs a test, or an explanation in `reasons.ts`.
 */

const PlaceSchema = z.object({ line: z.number(), column: z.number() });

/** @see https://github.com/stryker-mutator/mutation-testing-elements/tree/main/packages/report-schema */
const ReportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().default(''),
          status: z.string(),
          location: z.object({ start: PlaceSchema, end: PlaceSchema }),
        }),
      ),
    }),
  ),
});

const ALIVE = ['Survived', 'NoCoverage'];
const DEAD = ['Killed', 'Timeout'];

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);

const { files } = ReportSchema.parse(JSON.parse(readFileSync(at('.cache/mutation.json'), 'utf8')));
const mutants = Object.entries(files).flatMap(([file, { source, mutants: all }]) =>
  all.map((mutant) => ({
    file,
    ...mutant,
    line: source.split('\n')[mutant.location.start.line - 1]?.trim() ?? '',
  })),
);

/** One line, as code in a table. */
const code = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', '´');
  return `\`${line.length > 70 ? `${line.slice(0, 67)}...` : line}\``;
};

const alive = mutants
  .filter(({ status }) => ALIVE.includes(status))
  .map((mutant) => ({ ...mutant, reason: reasonFor(mutant) }));
const unexplained = alive.filter(({ reason }) => reason === undefined);
for (const { file, line, location, replacement } of unexplained)
  console.error(`${file}:${location.start.line}: ${line}\n    survives as: ${replacement}`);

const score = (folder: string): string => {
  const mine = mutants.filter(({ file }) => file.startsWith(folder));
  const count = (statuses: readonly string[]) =>
    mine.filter(({ status }) => statuses.includes(status)).length;
  const [dead, left] = [count(DEAD), count(ALIVE)];
  return `| \`${folder}\` | ${dead + left} | ${dead} | ${left} | ${((dead / (dead + left)) * 100).toFixed(1)} % |`;
};

const scores = [
  '| of | mutants | killed | survived | score |',
  '| --- | --- | --- | --- | --- |',
  score('lambda/policy'),
  score('lambda/requests'),
  score('lambda'),
].join('\n');

const survivors = `# Mutants that survive

Written by \`npm run test:mutation\`. [What this is](../faults.md#mutation-testing).

${[
  '| survivor | becomes | why it may |',
  '| --- | --- | --- |',
  ...alive.map(
    ({ file, line, replacement, reason }) =>
      `| ${file.replace('lambda/', '')}: ${code(line)} | ${code(replacement)} | ${reason ?? ''} |`,
  ),
].join('\n')}
`;

const [begin, end] = ['<!-- mutation: generated -->', '<!-- mutation: end -->'];
const page = readFileSync(at('docs/faults.md'), 'utf8');
const [before, rest = ''] = page.split(begin);
writeFileSync(at('docs/faults.md'), `${before}${begin}\n\n${scores}\n\n${end}${rest.split(end)[1] ?? '\n'}`);
writeFileSync(at('docs/data/mutation.md'), survivors);
process.exitCode = unexplained.length === 0 ? 0 : 1;
