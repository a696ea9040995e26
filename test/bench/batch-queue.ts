type World = { sleep: (milliseconds: number) => Promise<void>; now: () => number };

/** Alerts that one invocation takes at most: as many as the function answers in one array. */
const BATCH = 100;

/** How often an idle poller asks the queue. */
const POLL_MS = 1_000;

/** A batch that failed comes back after this long: AWS advises six times the function's time-out. */
const VISIBILITY_MS = 6 * 600_000;
const MAX_RECEIVES = 3;

const recordOf = (event: unknown, index: number) => ({
  messageId: `message-${index}`,
  receiptHandle: 'handle',
  body: JSON.stringify(event),
  attributes: {},
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:alerts',
  awsRegion: 'eu-central-1',
});

/**
 * An SQS queue between rule and function, read with bounded concurrency and in batches: nothing is throttled, and alerts
 * about one client that arrive together are answered in one run.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export const invokeThroughQueue = async (
  events: readonly unknown[],
  containers: readonly ((event: unknown) => Promise<void>)[],
  { sleep, now }: World,
): Promise<{ failed: number }> => {
  const waiting = events.map((event, index) => ({
    record: recordOf(event, index),
    receives: 0,
    visibleAt: 0,
  }));
  let failed = 0;
  const serve = async (container: (event: unknown) => Promise<void>): Promise<void> => {
    while (waiting.length > 0) {
      const visible = waiting.filter(({ visibleAt }) => visibleAt <= now()).slice(0, BATCH);
      if (visible.length === 0) {
        await sleep(POLL_MS);
        continue;
      }
      for (const message of visible) {
        message.receives += 1;
        message.visibleAt = now() + VISIBILITY_MS;
      }
      const isDone = await container({ Records: visible.map(({ record }) => record) }).then(
        () => true,
        () => false,
      );
      for (const message of visible) {
        if (!isDone && message.receives < MAX_RECEIVES) continue;
        if (!isDone) failed += 1;
        waiting.splice(waiting.indexOf(message), 1);
      }
    }
  };
  await Promise.all(containers.map(serve));
  return { failed };
};
