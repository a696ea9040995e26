import { defineConfig } from 'vitest/config';
import { SHOWN_RESULTS } from '../shown-results.ts';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    // One account, one portal at its address, one function: file after file.
    fileParallelism: false,
    // Cold starts share the machine with everything else here.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [SHOWN_RESULTS, 'json'],
    outputFile: { json: '.cache/e2e-results.json' },
  },
});
