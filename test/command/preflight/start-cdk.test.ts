import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startNode } from '../../../command/preflight/start-cdk.ts';

/** A program that does what `source` says. */
const program = (source: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'start-cdk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'program.mjs');
  writeFileSync(path, source);
  return path;
};

test('arguments and exit code pass through unchanged', async () => {
  const script = program(`process.exit(process.argv[2] === "a 'b' $c" ? 5 : 6)`);
  expect(await startNode(script, ["a 'b' $c"])).toBe(5);
});

test('an end by a signal is the exit code that a shell would show', async () => {
  expect(await startNode(program(`process.kill(process.pid, 'SIGKILL')`), [])).toBe(137);
});

test('a signal to this program reaches the other one, which decides how to end', async () => {
  const script = program(`
    process.on('SIGHUP', () => process.exit(9));
    setInterval(() => {}, 1_000);
    process.kill(process.ppid, 'SIGHUP');
  `);
  expect(await startNode(script, [])).toBe(9);
});

test('no listener for signals is left behind', async () => {
  const before = process.listenerCount('SIGTERM');
  await startNode(program(''), []);
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
