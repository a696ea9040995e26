import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { DocSpaceError } from '../../../lambda/docspace/errors.ts';
import { deadlineAt } from '../../../lambda/docspace/patience.ts';
import { createPortalHttp, type PortalCall } from '../../../lambda/docspace/portal-http.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';

/** A server on a free loopback port until the test ends. */
export const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
};

type SeenRequest = {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
  /** The caller's port: equal for requests on one connection. */
  connection: number | undefined;
};

/** A tiny HTTP server that remembers what it was asked. */
export const serve = async (answer: RequestListener) => {
  const seen: SeenRequest[] = [];
  const port = await listen(
    createServer(async (request, response) => {
      const { method, url, headers, socket } = request;
      seen.push({ method, path: url, headers, body: await text(request), connection: socket.remotePort });
      answer(request, response);
    }),
  );
  return { url: `http://127.0.0.1:${port}`, seen };
};

type WireOptions = {
  callTimeoutMs?: number;
  remainingMs?: number;
  now?: () => Date;
  fetch?: typeof globalThis.fetch;
};

/** The HTTP client as the dialects use it, for a portal at `portal`; a read of a client unless given otherwise. */
export const callerOf = (
  portal: string,
  {
    callTimeoutMs = PATIENT_MS,
    remainingMs = PATIENT_MS,
    now = () => new Date(),
    fetch = globalThis.fetch,
  }: WireOptions = {},
) => {
  const http = createPortalHttp({ portal, fetch, now, callTimeoutMs });
  const deadline = deadlineAt(now().getTime() + remainingMs, { now, sleep: async () => undefined });
  return (call: Partial<PortalCall> = {}) =>
    http(
      { operation: 'read client', method: 'GET', path: 'clients/some-id', headers: {}, ...call },
      deadline,
    );
};

/** The typed error that a call ends with; any other end is the test's failure. */
export const failureOf = async (call: Promise<unknown>): Promise<DocSpaceError> => {
  const end = await call.then(
    () => new Error('the call did not fail'),
    (error: unknown) => error,
  );
  if (end instanceof DocSpaceError) return end;
  throw end;
};
