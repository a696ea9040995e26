import { defineConfig } from 'vitest/config';
import { SHOWN_RESULTS } from '../shown-results.ts';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    // One account, one portal at its address, one function: file after file.
    fileParallelism: false,
    // A net for what never ends: how long a busy machine takes for its cold starts decides nothing.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: [SHOWN_RESULTS, 'json'],
    outputFile: { json: '.cache/e2e-results.json' },
  },
});
