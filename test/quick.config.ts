import { defineConfig } from 'vitest/config';
import { SHOWN_RESULTS } from './shown-results.ts';

/** `npm run test:quick`, the loop while one writes: one request after the other; no CDK, no process, no coverage. */
export default defineConfig({
  test: {
    include: [
      'test/lambda/{actions,contract,docspace,ledger,policy,report,requests,results}/**/*.test.ts',
      'test/lambda/{outcomes,deliveries}.test.ts',
    ],
    // Every order of steps, or as many drawn cases: half a minute that says little more of a small change.
    exclude: ['**/*.property.test.ts', 'test/lambda/ledger/{meetings,crash}.test.ts'],
    isolate: false,
    testTimeout: 300_000,
    reporters: [SHOWN_RESULTS],
  },
});
