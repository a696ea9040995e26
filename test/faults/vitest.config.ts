import { defineConfig } from 'vitest/config';
import { IS_LONG, WRITES_TABLES } from './form.ts';

export default defineConfig({
  test: {
    // The one drawn test of `npm test` that has a long form as well.
    include: ['test/faults/**/*.test.ts', 'test/lambda/docspace/logo-skipper.property.test.ts'],
    // A table is written into a document that others write into as well.
    fileParallelism: !WRITES_TABLES,
    // Half of the time is spent waiting for faults that nobody answers.
    maxWorkers: 2,
    maxConcurrency: 24,
    testTimeout: IS_LONG ? 1_200_000 : 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/faults-results.json' },
  },
});
