import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import { AWS_CLIENT, LEDGER_CLIENT } from '../../../lambda/aws/aws-client.ts';
import { MANUAL_MS } from '../../../lambda/time-limits.ts';

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

test('where no service of AWS answers, a check has read that within half of its time', () => {
  const longest = ({ maxAttempts, requestHandler }: typeof AWS_CLIENT) =>
    maxAttempts * (requestHandler.connectionTimeout + requestHandler.requestTimeout);
  // The key, or at the same time the ledger, the bus and the rules; then the result is published.
  const together = Math.max(longest(AWS_CLIENT), longest(LEDGER_CLIENT));
  expect(together + longest(AWS_CLIENT)).toBeLessThanOrEqual(MANUAL_MS / 2);
});
