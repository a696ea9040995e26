import { defineConfig } from 'vitest/config';
import { missedCoverage } from './test/missed-coverage.ts';
import { SHOWN_RESULTS } from './test/shown-results.ts';

const THRESHOLDS = { lines: 95, branches: 95 };

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Of the faults, how an alert ends; the rest is `npm run test:faults`.
    exclude: [
      'test/e2e/**',
      'test/faults/!(matrix|endings)/**',
      'test/faults/matrix/!(alert-portal).test.ts',
      'test/faults/endings/flood-of-unknown-ids.test.ts',
    ],
    // A worker loads each module once and not for every file, which halves the time; tests leave nothing behind.
    isolate: false,
    // Vitest leaves one core idle, which on two is half of them.
    maxWorkers: '100%',
    // CDK's own rules take seconds to load, only warn, and are asked by every `cdk synth` all the same.
    env: { CDK_VALIDATION: 'false' },
    // A net for what never ends: how long a busy machine takes decides nothing.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: [SHOWN_RESULTS, 'json', missedCoverage(THRESHOLDS)],
    outputFile: { json: '.cache/test-results.json' },
    coverage: {
      provider: 'istanbul',
      include: ['lambda/**/*.ts'],
      reporter: ['text-summary'],
      thresholds: THRESHOLDS,
    },
  },
});
