import { clearCaches } from '@aws-lambda-powertools/parameters';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { createDependencies } from '../lambda/aws/aws-dependencies.ts';
import { type Config, parseConfig } from '../lambda/config.ts';
import { type ContainmentResult, ResultSchema } from '../lambda/contract/result.ts';
import { createHandler } from '../lambda/create-handler.ts';
import type { Dependencies, OpenClients, Telemetry } from '../lambda/dependencies.ts';
import type { LogCode, LogFields } from '../lambda/log.ts';
import { RetryNeededError } from '../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../local/kill-switch/memory-ledger.ts';
import { type Portal, type PortalOptions, startPortal } from '../local/portal/simulator.ts';
import { THREE_AM } from './alerts.ts';
import { PATIENT_MS, patientFetch } from './patient-fetch.ts';

export type StageOptions = {
  /** The function's environment variables beside the address of the portal. */
  env?: Record<string, string>;
  portal?: PortalOptions;
  /** What Secrets Manager holds; by default the simulator's admin key. */
  secret?: string;
  dependencies?: Partial<Dependencies>;
  /** By default what it is given is kept for the test. */
  telemetry?: Telemetry & { middlewares?: MiddlewareObj[] };
  /** Address of another portal than the simulator. */
  portalUrl?: string;
};

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:kill-switch';

/** The function's context, with the whole time-out left, and as it is where it was invoked through a qualifier. */
export const contextOf = (requestId: string, remainingMs = 600_000, qualifier?: string) =>
  ({
    awsRequestId: requestId,
    invokedFunctionArn: qualifier === undefined ? FUNCTION_ARN : `${FUNCTION_ARN}:${qualifier}`,
    getRemainingTimeInMillis: () => remainingMs,
  }) as Context;

/** Time that only the function's own sleeps move. */
export const timeOf = (clock: { ms: number }, sleeps: number[] = []) => ({
  now: () => new Date(clock.ms),
  sleep: async (milliseconds: number) => {
    sleeps.push(milliseconds);
    clock.ms += Math.round(milliseconds);
  },
  random: () => 0.5,
});

/** What one delivery ends with: an answer, or the throw after which Lambda delivers it again. */
export type Delivered = { answer: ContainmentResult | undefined; retryFollows: boolean };

/** The function in one container at a time, as Lambda calls it. */
export const createFunction = (
  env: Record<string, string>,
  dependenciesOf: (config: Config) => Dependencies,
  { middlewares }: { middlewares?: MiddlewareObj[] } = {},
) => {
  const config = parseConfig({
    API_KEY_SECRET_ID: 'docspace/api-key',
    RESULT_BUS_NAME: 'security',
    LEDGER_TABLE: 'ledger',
    ...env,
  });
  const startContainer = () => createHandler(dependenciesOf(config), middlewares);
  const current = { handler: startContainer(), invocations: 0 };

  /** Everything that the function answered or threw, as it was. */
  const ends: unknown[] = [];
  const call = async (payload: unknown, remainingMs?: number, qualifier?: string): Promise<unknown> => {
    current.invocations += 1;
    const context = contextOf(`request-${current.invocations}`, remainingMs, qualifier);
    const end: Promise<unknown> = Promise.resolve(current.handler(payload, context));
    ends.push(await end.catch((error: unknown) => error));
    return end;
  };
  /** Invokes the function with a payload, once; several results only for an array. */
  const invokeAll = async (...invocation: Parameters<typeof call>): Promise<ContainmentResult[]> => {
    const answer = await call(...invocation);
    return z.array(ResultSchema).parse(Array.isArray(answer) ? answer : [answer]);
  };
  const invoke = async (payload: unknown, remainingMs?: number): Promise<ContainmentResult> => {
    const [result] = await invokeAll(payload, remainingMs);
    if (result === undefined) throw new Error('the function answered nothing');
    return result;
  };

  return {
    handler: current.handler,
    ends,
    call,
    invokeAll,
    invoke,
    /** As Lambda does it. @throws what is no fault that a retry may end */
    deliver: async (payload: unknown, remainingMs?: number): Promise<Delivered> => {
      try {
        return { answer: await invoke(payload, remainingMs), retryFollows: false };
      } catch (error) {
        if (error instanceof RetryNeededError) return { answer: undefined, retryFollows: true };
        throw error;
      }
    },
    restart: () => {
      current.handler = startContainer();
    },
  };
};

/**
 * The whole function with its real parts: the handler and its AWS verbs (the SDK answered by mocks), against
 * the portal simulator over HTTP. One clock for both; it moves only while something sleeps.
 */
export const setStage = async (options: StageOptions = {}) => {
  const clock = { ms: THREE_AM };
  const portal: Portal = await startPortal({ now: () => clock.ms, ...options.portal });
  onTestFinished(() => portal.close());
  const dependencies = { fetch: patientFetch(portal), ...options.dependencies };
  return {
    portal,
    ...(await setFunction(clock, options.portalUrl ?? portal.url, portal.keys.admin, {
      ...options,
      dependencies,
    })),
  };
};

/** The function alone, for a portal at `portalUrl`. */
export const setFunction = async (
  clock: { ms: number },
  portalUrl: string,
  apiKey: string,
  options: StageOptions = {},
) => {
  clearCaches();
  const secrets = mockClient(SecretsManagerClient);
  secrets.on(GetSecretValueCommand).resolves({ SecretString: options.secret ?? apiKey });
  // The connection that is opened ahead must not leave the machine.
  const table = mockClient(DynamoDBClient);
  table.onAnyCommand().resolves({});
  const bus = mockClient(EventBridgeClient);
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  bus.on(DescribeEventBusCommand).resolves({});
  bus.on(DescribeRuleCommand).resolves({ State: 'ENABLED' });
  onTestFinished(() => {
    secrets.restore();
    bus.restore();
    table.restore();
  });

  const logs: { code: LogCode; fields: LogFields }[] = [];
  const counted: ContainmentResult[] = [];
  const opened: OpenClients[] = [];
  /** How many findings; of anything else, with its name. */
  const ignored: (number | Record<string, number>)[] = [];
  const sleeps: number[] = [];
  const telemetry: NonNullable<StageOptions['telemetry']> = options.telemetry ?? {
    log: (code, fields) => logs.push({ code, fields }),
    countResult: (result) => counted.push(result),
    countIgnored: (count, of) => ignored.push(of === 'findings' ? count : { [of]: count }),
    countOpen: (open) => opened.push(open),
  };
  const ledger = options.dependencies?.ledger ?? createMemoryStore();
  const handled = createFunction(
    { PORTAL_URL: portalUrl, ...options.env },
    (config) => ({
      ...createDependencies(config, telemetry),
      ledger,
      ...timeOf(clock, sleeps),
      callTimeoutMs: PATIENT_MS,
      ...options.dependencies,
    }),
    telemetry,
  );

  return {
    clock,
    secrets,
    bus,
    table,
    ledger,
    logs,
    counted,
    opened,
    ignored,
    sleeps,
    ...handled,
    /** Results on the event bus, in order, each held to the contract. */
    published: (): ContainmentResult[] =>
      bus
        .commandCalls(PutEventsCommand)
        .flatMap((call) => call.args[0].input.Entries ?? [])
        .map((entry) => ResultSchema.parse(JSON.parse(entry.Detail ?? ''))),
  };
};
