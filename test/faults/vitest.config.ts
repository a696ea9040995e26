import { defineConfig } from 'vitest/config';
import { SHOWN_RESULTS } from '../shown-results.ts';
import { IS_LONG, IS_REST, WRITES_TABLES } from './form.ts';

export default defineConfig({
  test: {
    // The one drawn test of `npm test` that has a long form as well.
    include: ['test/faults/**/*.test.ts', 'test/lambda/docspace/logo-skipper.property.test.ts'],
    exclude: IS_REST
      ? [
          'test/faults/matrix/alert-portal.test.ts',
          'test/faults/endings/!(flood-of-unknown-ids).test.ts',
          'test/lambda/**',
        ]
      : [],
    // A table is written into a document that others write into as well.
    fileParallelism: !WRITES_TABLES,
    // The SDK's pauses between its tries are real: many wait for them side by side.
    maxWorkers: 2,
    maxConcurrency: 24,
    // A net for what never ends: how long a busy machine takes decides nothing.
    testTimeout: IS_LONG ? 3_600_000 : 600_000,
    reporters: [SHOWN_RESULTS, 'json'],
    outputFile: { json: '.cache/faults-results.json' },
  },
});
