type World = {
  sleep: (milliseconds: number) => Promise<void>;
  random: () => number;
  /** Milliseconds since whenever. */
  now: () => number;
  /** When an event arrives, by its place in the list. */
  arrivesAfterMs?: (index: number) => number;
};

/** Function errors are tried again after one and after two more minutes. */
const RETRY_AFTER_MS = [60_000, 120_000];

/**
 * While all containers are busy an event comes back after 1 s, then twice as long each time, up to 5 min. How AWS
 * spreads the pauses is not documented; here each is drawn evenly from its second half.
 */
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 300_000;

/** After that long Lambda gives up on an event; the stack leaves the default as it is. */
const OLDEST_MS = 6 * 60 * 60_000;

/**
 * Lambda's asynchronous invocation as documented: one event a container at a time; a throttled event is tried
 * again with growing pauses for up to six hours, a failed one twice more; what is left goes to the failure queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const invokeAsLambda = async (
  events: readonly unknown[],
  containers: readonly ((event: unknown) => Promise<void>)[],
  { sleep, random, now, arrivesAfterMs }: World,
): Promise<{ failed: number }> => {
  const idle = [...containers];
  let failed = 0;
  const giveUpAt = now() + OLDEST_MS;

  const once = async (event: unknown): Promise<'done' | 'failed'> => {
    let pause = FIRST_BACK_OFF_MS;
    for (;;) {
      const container = idle.pop();
      if (container !== undefined) {
        try {
          await container(event);
          return 'done';
        } catch {
          return 'failed';
        } finally {
          idle.push(container);
        }
      }
      if (now() > giveUpAt) return 'failed';
      await sleep(pause * (0.5 + random() / 2));
      pause = Math.min(LONGEST_BACK_OFF_MS, pause * 2);
    }
  };

  const serve = async (event: unknown, index: number): Promise<void> => {
    if (arrivesAfterMs !== undefined) await sleep(arrivesAfterMs(index));
    if ((await once(event)) === 'done') return;
    for (const pause of RETRY_AFTER_MS) {
      await sleep(pause);
      if (now() > giveUpAt) break;
      if ((await once(event)) === 'done') return;
    }
    failed += 1;
  };

  await Promise.all(events.map(serve));
  return { failed };
};
