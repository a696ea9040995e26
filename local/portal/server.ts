import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { idInPath, lookupId } from './client-id.ts';
import { deliver } from './delivery.ts';
import type { Exchange, Operate } from './exchange.ts';
import { applyFault } from './fault-effect.ts';
import type { Faults } from './faults.ts';
import type { Operation } from './operation.ts';
import { refusePath } from './paths.ts';
import type { PortalCall } from './portal-call.ts';

export type Latency = number | Partial<Record<Operation, number>>;

export type ServerParts = {
  operations: Readonly<Record<Operation, Operate>>;
  removeOwn: Operate;
  unreadable: Operate;
  faults: Faults;
  calls: PortalCall[];
  now: () => number;
  latency: Latency;
};

/** The service takes a logo of any size; 5 and 12 MB were tried. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

const latencyOf = (latency: Latency, operation: Operation): number =>
  typeof latency === 'number' ? latency : (latency[operation] ?? 0);

/** The HTTP surface: which path is which operation, the record of calls, faults and the clock's header. */
export const createPortalServer = async (parts: ServerParts): Promise<Server> => {
  const { calls, faults, latency, now, operations } = parts;
  const server = createServer();
  const app = Fastify({
    exposeHeadRoutes: false,
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: 10_000 },
    serverFactory: (handler) => server.on('request', handler),
    // Only addresses that cannot be decoded come here; the record of calls must show them too.
    frameworkErrors: (_error, request, reply) => serve('unknown')(request, reply),
  });

  // Bodies stay text: the operations decide about content types and bad JSON.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const record = (operation: Operation, { headers, method, url }: FastifyRequest, path: string) => {
    const sent = idInPath(path);
    const clientId = sent === undefined ? undefined : (lookupId(sent) ?? sent);
    const call: PortalCall = { operation, method, path: url, headers, at: now(), status: 0, applied: false };
    if (clientId !== undefined) call.clientId = clientId;
    calls.push(call);
    return call;
  };

  const serve =
    (operation: Operation, operate: Operate = operations[operation]) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const [path = '', query] = request.url.split('?', 2);
      const call = record(operation, request, path);
      const wait = latencyOf(latency, operation);
      if (wait > 0) await sleep(wait);
      const fault = faults.take(operation);
      const clock = now() + (fault?.kind === 'date-skew' ? fault.ms : 0);
      const exchange: Exchange = {
        method: request.method,
        path,
        query: new URLSearchParams(query),
        headers: request.headers,
        body: typeof request.body === 'string' ? request.body : '',
        now: clock,
        call,
      };
      const delivery = await applyFault(
        fault,
        async () => refusePath(path) ?? operate(exchange),
        faults.defer,
      );
      if ('answer' in delivery) call.status = delivery.answer.status;
      await deliver(delivery, reply, new Date(clock).toUTCString());
      return reply;
    };

  const client = '/api/2.0/clients/:id';
  app.get('/api/2.0/security/oauth2/token', serve('token'));
  app.get('/api/2.0/security/audit/events/filter', serve('audit'));
  app.get('/api/2.0/clients', serve('list'));
  app.delete('/api/2.0/clients/', serve('delete', parts.removeOwn));
  app.get(client, serve('read'));
  app.put(client, serve('edit'));
  app.delete(client, serve('delete'));
  app.patch(`${client}/activation`, serve('activate'));
  app.options(`${client}/activation`, serve('probe'));
  app.patch(`${client}/regenerate`, serve('regenerate'));
  app.post('/oauth2/token', serve('issue-token'));
  app.post('/oauth2/introspect', serve('introspect'));
  app.get('/api/2.0/files/@my', serve('files'));
  app.setNotFoundHandler(serve('unknown'));
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof Fastify.errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE) {
      return serve('unknown', parts.unreadable)(request, reply);
    }
    throw error;
  });

  await app.ready();
  return server;
};
