import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import { AWS_CLIENT } from '../../../lambda/aws/aws-client.ts';

const portOf = (address: string | AddressInfo | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

test('an AWS that takes the call and never answers is an error, not an endless wait', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const client = new EventBridgeClient({
    ...AWS_CLIENT,
    requestHandler: { ...AWS_CLIENT.requestHandler, requestTimeout: 100 },
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  await expect(client.send(new PutEventsCommand({ Entries: [{ Source: 'x' }] }))).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});
