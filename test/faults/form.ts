const { FAULTS, FAULTS_REST, FAULTS_SEED = '4711', WRITE_FAULTS } = process.env;

/** Whether the long form runs: by far more of everything. */
export const IS_LONG = FAULTS === 'long';

/** Whether what `npm test` runs is left out. */
export const IS_REST = FAULTS_REST === '1';

/** Whether the tables of docs/data, and their summaries in docs/faults.md, are written instead of held to what was seen. */
export const WRITES_TABLES = WRITE_FAULTS === '1';

/** The seed of everything that is drawn; another one by `FAULTS_SEED`. */
export const SEED = Number(FAULTS_SEED);

/** What is drawn at random, in the short form and in the long one; docs/faults.md names these numbers. */
export const DRAWN = {
  sequences: { short: 2_000, long: 50_000 },
  payloads: { short: 10_000, long: 500_000 },
  bodies: { short: 5_000, long: 100_000 },
} as const;

export const FORM = IS_LONG ? 'long' : 'short';
