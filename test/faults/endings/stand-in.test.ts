import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { deliverEach } from './deliveries.ts';

const MINUTE_MS = 60_000;

/** Knows nothing, and takes every write: a page of maintenance, or another program at the portal's address. */
const openStandIn = async () => {
  const methods: string[] = [];
  const server = createServer((request, response) => {
    methods.push(`${request.method}`);
    response.writeHead(request.method === 'GET' ? 404 : 201, { 'content-type': 'application/json' });
    response.end(request.method === 'GET' ? '' : '{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { methods, port: typeof address === 'object' && address !== null ? address.port : 0 };
};

test('nothing is final while something stands in front of the portal, and every client is off after it', async () => {
  const { methods, port } = await openStandIn();
  const way = { isStoodIn: true };
  const stage = await setStage({
    dependencies: {
      fetch: (input, init) => {
        const url = new URL(String(input));
        if (way.isStoodIn) url.port = `${port}`;
        return fetch(url, init);
      },
    },
  });
  const { portal, clock } = stage;
  const clients = Array.from({ length: 3 }, () => portal.addClient().clientId);
  const alerts = clients.map((clientId, index) => alertFor(clientId, { id: `stood in ${index}` }));

  const during = await deliverEach(stage, alerts);
  expect(methods).toContain('GET');
  expect(methods.some((method) => method !== 'GET')).toBe(true);
  expect(during.map(({ isThrown }) => isThrown)).toEqual([true, true, true]);
  expect(during.map(({ result }) => result.final)).toEqual([false, false, false]);
  expect(clients.map((clientId) => portal.databaseEnabled(clientId))).toEqual([true, true, true]);

  way.isStoodIn = false;
  clock.ms += MINUTE_MS;
  const after = await deliverEach(stage, alerts);
  expect(after.map(({ result }) => [result.outcome, result.final])).toEqual(
    clients.map(() => ['disabled', true]),
  );
  expect(clients.map((clientId) => portal.databaseEnabled(clientId))).toEqual([false, false, false]);
});
