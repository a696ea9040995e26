import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** `npm run test:faults`: the short form; `--long`, `--write` (the tables of docs/data, and their summaries in docs/faults.md), `--seed`, `--rest` (without what `npm test` runs), and names of files. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rest: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/faults/vitest.config.ts', ...positionals],
  {
    stdio: 'inherit',
    cwd: ROOT,
    env: {
      ...process.env,
      ...(values.long ? { FAULTS: 'long' } : {}),
      ...(values.rest ? { FAULTS_REST: '1' } : {}),
      ...(values.write ? { WRITE_FAULTS: '1' } : {}),
      ...(values.seed === undefined ? {} : { FAULTS_SEED: values.seed }),
    },
  },
);
process.exitCode = status ?? 1;
