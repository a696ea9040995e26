import { defineConfig } from 'vitest/config';
import { SHOWN_RESULTS } from './shown-results.ts';

/** `npm run test:quick`, the loop while one writes: one request after the other; no CDK, no process, no coverage. */
export default defineConfig({
  test: {
    include: [
      'test/lambda/{actions,contract,docspace,ledger,policy,report,requests}/**/*.test.ts',
      'test/lambda/answer.test.ts',
    ],
    // Every order of steps, every wrapper through the whole function, many drawn cases, bodies of megabytes: long, and
    // of no news for a small change elsewhere.
    exclude: [
      '**/*.property.test.ts',
      'test/lambda/ledger/run-memory-{meetings,crash}.test.ts',
      'test/lambda/docspace/{logo-skipper-big-logo,prove-disabled-races,portal-answer-body}.test.ts',
      'test/lambda/requests/{door-arrival,door-long-texts,door-round-trip,own-event,read-wrapped}.test.ts',
      'test/lambda/contract/text-ids.test.ts',
    ],
    isolate: false,
    // Vitest leaves one core idle, which on two is half of them.
    maxWorkers: '100%',
    testTimeout: 300_000,
    reporters: [SHOWN_RESULTS],
  },
});
