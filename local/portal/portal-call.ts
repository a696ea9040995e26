import type { IncomingHttpHeaders } from 'node:http';
import type { Operation } from './operation.ts';

/** One HTTP request as the simulator saw it. */
export type PortalCall = {
  operation: Operation;
  method: string;
  /** Path and query as sent. */
  path: string;
  headers: IncomingHttpHeaders;
  /** The client that the path names, as the service would look it up. */
  clientId?: string;
  /** Milliseconds since the epoch, by the simulator's clock. */
  at: number;
  /** The answer's status; 0 while, or when, none was given. */
  status: number;
  /** Whether it wrote to the database, even if the answer was lost. */
  applied: boolean;
  /** What an applied activation wrote. */
  enabled?: boolean;
};
