import { randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import * as z from 'zod';

const Wrap = z.enum(['bare', 'response', 'empty']);

export type PublishedSampleOptions = {
  /** TCP port on 127.0.0.1; 0 takes any free one. */
  port?: number;
  /** The 200's body: the state itself, the state inside `response`, or `{}`, which says nothing. */
  wrap?: z.infer<typeof Wrap>;
  /** Whether `GET /api/2.0/clients/{id}` exists; the sample promises none. */
  readable?: boolean;
  /** The client that it knows, enabled at first. */
  clientId?: string;
};

type PublishedSampleCall = { method: string; path: string; status: number };

export type PublishedSamplePortal = {
  url: string;
  apiKey: string;
  clientId: string;
  calls: readonly PublishedSampleCall[];
  isEnabled: (clientId: string) => boolean | undefined;
  close: () => Promise<void>;
};

const Body = z.object({ active: z.boolean() });
const Params = z.object({ id: z.string() });
type State = { client_id: string; active: boolean };

/**
 * A portal that speaks only the published sample's contract: `PUT {"active": …}` with the key as bearer token.
 * It has no token exchange, and reads only where asked to.
 */
export const startPublishedSamplePortal = async (
  options: PublishedSampleOptions = {},
): Promise<PublishedSamplePortal> => {
  const {
    clientId = randomUUID().replace(/^feed/, 'face'),
    port = 0,
    readable = false,
    wrap = 'bare',
  } = options;
  const apiKey = `sk-${randomBytes(32).toString('hex')}`;
  const enabled = new Map([[clientId, true]]);
  const calls: PublishedSampleCall[] = [];
  const app = Fastify({ forceCloseConnections: true });

  const fail = (reply: FastifyReply, status: number, message: string) =>
    reply.code(status).send({ error: { message }, statusCode: status });
  const succeed = (state: State) => {
    if (wrap === 'empty') return {};
    return wrap === 'response' ? { response: state, statusCode: 200 } : state;
  };
  const hasKey = (request: FastifyRequest) => request.headers.authorization === `Bearer ${apiKey}`;

  // On send and not on response: a test may look at the record as soon as it has the answer.
  app.addHook('onSend', async ({ method, url }, { statusCode }) => {
    calls.push({ method, path: url, status: statusCode });
  });
  app.setErrorHandler((_error, _request, reply) => fail(reply, 400, 'The request is malformed'));
  app.setNotFoundHandler((_request, reply) => fail(reply, 404, 'Nothing is here'));

  app.put('/api/2.0/clients/:id/activation', async (request, reply) => {
    if (!hasKey(request)) return fail(reply, 403, 'The key is not accepted');
    const body = Body.safeParse(request.body);
    if (!body.success) return fail(reply, 400, 'active must be true or false');
    const { id } = Params.parse(request.params);
    if (!enabled.has(id)) return fail(reply, 404, 'No such client');
    enabled.set(id, body.data.active);
    return succeed({ client_id: id, active: body.data.active });
  });

  if (readable) {
    app.get('/api/2.0/clients/:id', async (request, reply) => {
      if (!hasKey(request)) return fail(reply, 403, 'The key is not accepted');
      const { id } = Params.parse(request.params);
      const active = enabled.get(id);
      if (active === undefined) return fail(reply, 404, 'No such client');
      const state: State = { client_id: id, active };
      return wrap === 'response' ? { response: state, statusCode: 200 } : state;
    });
  }

  const url = await app.listen({ port, host: '127.0.0.1' });
  return {
    url,
    apiKey,
    clientId,
    calls,
    isEnabled: (id) => enabled.get(id),
    close: () => app.close(),
  };
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      wrap: { type: 'string', default: 'bare' },
      readable: { type: 'boolean', default: false },
    },
  });
  const portal = await startPublishedSamplePortal({
    port: Number(values.port),
    wrap: Wrap.parse(values.wrap),
    readable: values.readable,
  });
  console.log(`PORTAL_URL=${portal.url}\nAPI_KEY=${portal.apiKey}\nclient id: ${portal.clientId}`);
  process.once('SIGINT', () => portal.close());
}
