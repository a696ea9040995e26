import type { Dependencies } from './dependencies.ts';
import type { Dialect } from './docspace/dialect.ts';
import type { Run } from './docspace/run.ts';
import type { ContainerBreaker } from './ledger/container-breaker.ts';
import type { RunMemory } from './ledger/run-memory.ts';

/** What the story of one request needs besides the request. */
export type Scene = {
  portal: Dialect;
  dependencies: Pick<
    Dependencies,
    'settings' | 'fetchApiKey' | 'ledger' | 'log' | 'now' | 'sleep' | 'newRunId' | 'countOpen'
  >;
  run: Run;
  containerBreaker: ContainerBreaker;
  /** What belongs together across retries. */
  requestKey: string;
  receivedAt: Date;
};

/** The same, with what the ledger knows of the client. */
export type RememberedScene = Scene & { memory: RunMemory };
