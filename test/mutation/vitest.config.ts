import { defineConfig } from 'vitest/config';

/** The tests that are about the door and the policy; the rest would only make a run longer. */
export default defineConfig({
  test: {
    // A mutant is met by some forty files: a worker loads what they share once.
    isolate: false,
    include: [
      'test/lambda/contract/**/*.test.ts',
      'test/lambda/policy/**/*.test.ts',
      'test/lambda/requests/**/*.test.ts',
      'test/docs/schemas.test.ts',
      'test/command/explain.test.ts',
    ],
  },
});
