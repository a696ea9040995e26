import { once } from 'node:events';
import { createServer } from 'node:http';
import { startPortal } from '../../local/portal/simulator.ts';
import { startPublishedSamplePortal } from '../portals/published-sample.ts';

/** Latencies of the real service, warm, in ms. */
const LATENCY = { token: 2, read: 6, activate: 12 };

/**
 * The portal, a server of the published sample and a stub of AWS, in a process of their own: they must not take
 * turns with what is measured. Sends its addresses over IPC, then serves until it gets a message to stop.
 */
const CLIENTS = 8_000;

const answers: Record<string, (key: string) => unknown> = {
  'secretsmanager.GetSecretValue': (key) => ({
    ARN: 'arn:stub',
    Name: 'key',
    SecretString: key,
    VersionId: '1',
  }),
  'AWSEvents.PutEvents': () => ({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
};

const portal = await startPortal({ latency: LATENCY, rateLimit: Number.POSITIVE_INFINITY });
const clientIds = Array.from({ length: CLIENTS }, () => portal.addClient().clientId);
const sample = await startPublishedSamplePortal();
const calls = new Map<string, { count: number; bytes: number }>();
const note = (name: string, bytes: number) => {
  const { count, bytes: before } = calls.get(name) ?? { count: 0, bytes: 0 };
  calls.set(name, { count: count + 1, bytes: before + bytes });
};
const aws = createServer((request, response) => {
  const target = String(request.headers['x-amz-target']);
  note(target.split('.').at(-1) ?? target, Number(request.headers['content-length'] ?? 0));
  request.resume();
  request.on('end', () => {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify(answers[target]?.(portal.keys.admin) ?? {}));
  });
});
aws.listen(0, '127.0.0.1');
await once(aws, 'listening');
const address = aws.address();
if (address === null || typeof address === 'string') throw new Error('the stub has no port');

process.on('message', () => {
  for (const { method, operation, headers } of portal.calls)
    note(`${method} ${operation}`, Number(headers['content-length'] ?? 0));
  process.send?.(Object.fromEntries(calls));
  calls.clear();
  // What was recorded is not asked for here, and would only grow.
  portal.clearCalls();
});
process.send?.({
  portalUrl: portal.url,
  key: portal.keys.admin,
  clientIds,
  sampleUrl: sample.url,
  sampleKey: sample.apiKey,
  sampleClientId: sample.clientId,
  awsUrl: `http://127.0.0.1:${address.port}`,
});
