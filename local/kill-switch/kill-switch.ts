import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { ContainmentResult } from '../../lambda/contract/result.ts';
import type { Settings } from '../../lambda/contract/settings.ts';
import { createHandler } from '../../lambda/create-handler.ts';
import { type Dependencies, SYSTEM, type Telemetry } from '../../lambda/dependencies.ts';
import type { FetchApiKey } from '../../lambda/docspace/session.ts';
import type { LedgerStore } from '../../lambda/ledger/store.ts';
import { RetryNeededError } from '../../lambda/retry-needed-error.ts';

type Clock = Pick<Dependencies, 'now' | 'sleep'>;

type Answer = ContainmentResult | ContainmentResult[];

/** The function's time-out. */
const TIME_OUT_MS = 600_000;

/** A wait of this length is reported. */
const NOTICEABLE_MS = 1_000;

/** An invocation as Lambda would describe it. */
const invocation = ({ now }: Clock): Context => {
  const endsAt = now().getTime() + TIME_OUT_MS;
  const nothing = () => {};
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'local',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'local',
    memoryLimitInMB: '256',
    awsRequestId: randomUUID(),
    logGroupName: 'local',
    logStreamName: 'local',
    getRemainingTimeInMillis: () => endsAt - now().getTime(),
    done: nothing,
    fail: nothing,
    succeed: nothing,
  };
};

/**
 * The function's own handler on this machine: only where the key comes from and where results go is different.
 * The answer to an array of events is an array in the same order.
 */
export const createKillSwitch = ({
  settings,
  fetchApiKey,
  ledger,
  telemetry,
  clock,
  onWait,
}: {
  settings: Settings;
  fetchApiKey: FetchApiKey;
  ledger: LedgerStore;
  telemetry: Telemetry;
  clock: Clock;
  /** Called before a wait that a person would notice. */
  onWait: (milliseconds: number) => void;
}) => {
  let published: ContainmentResult[] = [];
  const handler = createHandler({
    ...SYSTEM,
    ...telemetry,
    settings,
    now: clock.now,
    sleep: (milliseconds) => {
      if (milliseconds >= NOTICEABLE_MS) onWait(milliseconds);
      return clock.sleep(milliseconds);
    },
    fetchApiKey,
    ledger,
    publishResult: async (result) => {
      published.push(result);
    },
  });

  return async (payload: unknown): Promise<Answer> => {
    published = [];
    try {
      return await handler(payload, invocation(clock));
    } catch (error) {
      // On AWS the throw makes Lambda deliver the alert again; every result of it was published before.
      if (!(error instanceof RetryNeededError)) throw error;
      const [only] = published;
      return Array.isArray(payload) || only === undefined ? published : only;
    }
  };
};
