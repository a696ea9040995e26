import type { Dependencies } from './dependencies.ts';
import type { Dialect } from './docspace/dialect.ts';
import type { Run } from './docspace/run.ts';
import type { Findings } from './results/findings.ts';

/** What the story of one request needs besides the request. */
export type Scene = {
  portal: Dialect;
  dependencies: Pick<Dependencies, 'settings' | 'fetchApiKey' | 'ledger' | 'log' | 'now'>;
  run: Run;
  /** What proved this very client off earlier in the same delivery. */
  provenOff?: Findings | undefined;
};
