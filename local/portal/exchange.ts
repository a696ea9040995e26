import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';
import type { PortalCall } from './portal-call.ts';

/** One request on its way to an operation. */
export type Exchange = {
  method: string;
  /** Path without the query, undecoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds since the epoch by the portal's clock, which a fault may have shifted. */
  now: number;
  /** The record of this request, for the operation to note its effect in. */
  call: PortalCall;
};

export type Operate = (exchange: Exchange) => Promise<Answer>;
