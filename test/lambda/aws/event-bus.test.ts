import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PublishError, publishToEventBus } from '../../../lambda/aws/event-bus.ts';
import { type ContainmentResult, ResultSchema } from '../../../lambda/contract/result.ts';
import type { LogCode, LogFields } from '../../../lambda/log.ts';
import { alertFor, rawAlert } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

const KIB = 1_024;

const eventBus = () => {
  const bus = mockClient(EventBridgeClient);
  onTestFinished(() => bus.restore());
  const lines: { code: LogCode; fields: LogFields }[] = [];
  const publish = publishToEventBus(new EventBridgeClient({}), 'security', (code, fields) =>
    lines.push({ code, fields }),
  );
  return {
    bus,
    lines,
    publish,
    sent: () => bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input),
  };
};

const taken = { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
const failedWith = (entry: PutEventsResultEntry) => ({ FailedEntryCount: 1, Entries: [entry] });
const throttled = failedWith({ ErrorCode: 'ThrottlingException', ErrorMessage: 'sk-secret' });

/** The result of a run that disabled a client. */
const someResult = async (): Promise<ContainmentResult> => {
  const { invoke, portal } = await setStage();
  return invoke(alertFor(portal.clients.crm.clientId));
};

test('a result goes out as one event, with our source and detail-type, on the named bus, whole', async () => {
  const result = await someResult();
  const { bus, publish, sent, lines } = eventBus();
  bus.on(PutEventsCommand).resolves(taken);
  await publish(result);
  const [input, ...more] = sent();
  expect(more).toEqual([]);
  expect(input?.Entries).toEqual([
    {
      EventBusName: 'security',
      Source: 'docspace.oauth2-kill-switch',
      DetailType: 'OAuth2 Client Containment Result',
      Detail: expect.any(String),
    },
  ]);
  expect(ResultSchema.parse(JSON.parse(input?.Entries?.[0]?.Detail ?? ''))).toEqual(result);
  expect(lines).toEqual([]);
});

test('an answer that counts no failure is a result on the bus, sent once', async () => {
  const result = await someResult();
  const { bus, publish, sent, lines } = eventBus();
  bus.on(PutEventsCommand).resolves({});
  await publish(result);
  expect(sent()).toHaveLength(1);
  expect(lines).toEqual([]);
});

describe('a 200 that took nothing', () => {
  test('is tried once more, with the same event', async () => {
    const result = await someResult();
    const { bus, publish, sent, lines } = eventBus();
    bus.on(PutEventsCommand).resolvesOnce(throttled).resolves(taken);
    await publish(result);
    const [first, second, ...more] = sent();
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    const fields = { resultId: result.resultId, errorCode: 'ThrottlingException', tries: 1 };
    expect(lines).toEqual([{ code: 'KS310', fields }]);
  });

  test('twice is a PublishError, and there is no third try', async () => {
    const result = await someResult();
    const { bus, publish, sent, lines } = eventBus();
    bus.on(PutEventsCommand).resolves(throttled);
    await expect(publish(result)).rejects.toThrow(PublishError);
    expect(sent()).toHaveLength(2);
    expect(lines.map(({ fields }) => fields)).toMatchObject([{ tries: 1 }, { tries: 2 }]);
    expect(JSON.stringify(lines)).not.toContain('sk-secret');
  });

  test('and does not say why is logged anyway', async () => {
    const result = await someResult();
    const { bus, publish, lines } = eventBus();
    bus.on(PutEventsCommand).resolvesOnce({ FailedEntryCount: 1 }).resolves(taken);
    await publish(result);
    expect(lines).toMatchObject([{ code: 'KS310', fields: { errorCode: 'unknown' } }]);
  });
});

test('what the SDK throws is passed on: it has made its own tries', async () => {
  const result = await someResult();
  const { bus, publish, sent } = eventBus();
  bus.on(PutEventsCommand).rejects(new Error('no route'));
  await expect(publish(result)).rejects.toThrow('no route');
  expect(sent()).toHaveLength(1);
});

describe('a result stays far under the bus’s limit, whatever was sent in', () => {
  const widest = '\uffff"\\'.repeat(400_000);

  const sizeOf = async (payloadFor: (clientId: string) => unknown): Promise<number> => {
    const { invoke, portal, bus } = await setStage();
    const { clientId } = portal.addClient({ name: widest });
    await invoke(payloadFor(clientId));
    const entries = bus.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
    expect(entries).toHaveLength(1);
    return Buffer.byteLength(JSON.stringify(entries[0]));
  };
  const wide = { alertId: widest, reason: widest, title: widest, detector: widest, type: widest };

  test('an alert with the longest of everything', async () => {
    const size = await sizeOf((clientId) => alertFor(clientId, { id: widest, source: widest, detail: wide }));
    expect(size).toBeGreaterThan(4 * KIB);
    expect(size).toBeLessThan(64 * KIB);
  });

  test('an alert with every problem there is', async () => {
    const bad = {
      ...wide,
      client_id: 7,
      severity: widest,
      portal: widest,
      detectedAt: widest,
      dryRun: widest,
    };
    const size = await sizeOf(() =>
      rawAlert(widest, {
        id: widest,
        source: widest,
        time: widest,
        action: widest,
        'replay-name': 7,
        detail: bad,
      }),
    );
    expect(size).toBeLessThan(64 * KIB);
  });

  test('a person’s disable with the longest of everything', async () => {
    const size = await sizeOf((clientId) => ({ clientId, reason: widest, operator: widest }));
    expect(size).toBeLessThan(64 * KIB);
  });
});
