import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { EXAMPLE_CLIENT_ID } from '../local/kill-switch/example-client-id.ts';
import { alertFor } from './alerts.ts';
import { folderWith } from './folders.ts';

/** What a reader who follows one ordinary alert from the door to its result may have to open, and to read there. */
const MAX_FILES = 50;
const MAX_FUNCTIONS = 139;

/** A function without a name of its own is read with what is around it, unless it is longer than this. */
const MAX_LINES_IN_PASSING = 5;

// Node names what it has run by its real path.
const ROOT = realpathSync(fileURLToPath(new URL('..', import.meta.url)));
const LAMBDA = pathToFileURL(join(ROOT, 'lambda/')).href;

/** @see https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-ScriptCoverage */
const CoverageSchema = z.object({
  result: z.array(
    z.object({
      url: z.string(),
      functions: z.array(
        z.object({
          functionName: z.string(),
          ranges: z.array(z.object({ startOffset: z.number(), endOffset: z.number(), count: z.number() })),
        }),
      ),
    }),
  ),
});

/** Functions of the function's own source that were entered by an alert, by their file in lambda/. */
const enteredByAnAlert = (): ReadonlyMap<string, readonly string[]> => {
  const alert = alertFor(EXAMPLE_CLIENT_ID, { time: new Date().toISOString() });
  const folder = folderWith({ 'alert.json': JSON.stringify(alert) });
  const coverage = join(folder, 'coverage');
  const answer = execFileSync(
    process.execPath,
    ['command/main.ts', 'event', join(folder, 'alert.json'), '--json'],
    { cwd: ROOT, encoding: 'utf8', env: { NODE_V8_COVERAGE: coverage }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  expect(JSON.parse(answer)).toMatchObject({ outcome: 'disabled' });

  const entered = new Map<string, string[]>();
  const scripts = readdirSync(coverage).flatMap(
    (file) => CoverageSchema.parse(JSON.parse(readFileSync(join(coverage, file), 'utf8'))).result,
  );
  for (const { url, functions } of scripts.filter((script) => script.url.startsWith(LAMBDA))) {
    const source = readFileSync(new URL(url), 'utf8');
    const names = functions.flatMap(({ functionName: name, ranges: [range] }) => {
      if (range === undefined || range.count === 0) return [];
      // The body of the module itself.
      if (name === '' && range.startOffset === 0) return [];
      const lines = source.slice(range.startOffset, range.endOffset).split('\n').length;
      return name === '' && lines <= MAX_LINES_IN_PASSING ? [] : [name || `(${lines} lines without a name)`];
    });
    if (names.length > 0) entered.set(url.slice(LAMBDA.length), names);
  }
  return entered;
};

test(`an ordinary alert is followed through at most ${MAX_FILES} files and ${MAX_FUNCTIONS} functions`, () => {
  const entered = [...enteredByAnAlert()].sort(([a], [b]) => (a < b ? -1 : 1));
  const count = entered.reduce((sum, [, names]) => sum + names.length, 0);
  const list = entered.map(
    ([file, names]) => `${`${names.length}`.padStart(4)}  ${file}: ${names.join(', ')}`,
  );
  const message = `entered were ${count} functions in ${entered.length} files of lambda/:\n${list.join('\n')}\n`;
  expect(count, 'no coverage of lambda/ was found').toBeGreaterThan(0);
  expect(entered.length, message).toBeLessThanOrEqual(MAX_FILES);
  expect(count, message).toBeLessThanOrEqual(MAX_FUNCTIONS);
});
