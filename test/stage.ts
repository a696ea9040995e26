import { clearCaches } from '@aws-lambda-powertools/parameters';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { createDependencies } from '../lambda/aws/aws-dependencies.ts';
import { parseConfig } from '../lambda/config.ts';
import { type ContainmentResult, ResultSchema } from '../lambda/contract/result.ts';
import { createHandler } from '../lambda/create-handler.ts';
import type { Dependencies, OpenClients, Telemetry } from '../lambda/dependencies.ts';
import type { LogCode, LogFields } from '../lambda/log.ts';
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
  const telemetry: Telemetry = {
    log: (code, fields) => logs.push({ code, fields }),
    countResult: (result) => counted.push(result),
    countIgnored: (count, of) => ignored.push(of === 'findings' ? count : { [of]: count }),
    countOpen: (open) => opened.push(open),
  };
  const config = parseConfig({
    PORTAL_URL: portalUrl,
    API_KEY_SECRET_ID: 'docspace/api-key',
    RESULT_BUS_NAME: 'security',
    LEDGER_TABLE: 'ledger',
    ...options.env,
  });
  const ledger = options.dependencies?.ledger ?? createMemoryStore();
  const handler = createHandler({
    ...createDependencies(config, telemetry),
    ledger,
    now: () => new Date(clock.ms),
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      clock.ms += milliseconds;
    },
    random: () => 0.5,
    callTimeoutMs: PATIENT_MS,
    ...options.dependencies,
  });

  let invocations = 0;
  /** Invokes the function with a payload, once; several results only for an array. */
  const invokeAll = async (
    payload: unknown,
    remainingMs?: number,
    qualifier?: string,
  ): Promise<ContainmentResult[]> => {
    invocations += 1;
    const answer = await handler(payload, contextOf(`request-${invocations}`, remainingMs, qualifier));
    return z.array(ResultSchema).parse(Array.isArray(answer) ? answer : [answer]);
  };
  const invoke = async (payload: unknown, remainingMs?: number): Promise<ContainmentResult> => {
    const [result] = await invokeAll(payload, remainingMs);
    if (result === undefined) throw new Error('the function answered nothing');
    return result;
  };

  return {
    clock,
    secrets,
    bus,
    ledger,
    logs,
    counted,
    opened,
    ignored,
    sleeps,
    handler,
    invoke,
    invokeAll,
    /** Results on the event bus, in order, each held to the contract. */
    published: (): ContainmentResult[] =>
      bus
        .commandCalls(PutEventsCommand)
        .flatMap((call) => call.args[0].input.Entries ?? [])
        .map((entry) => ResultSchema.parse(JSON.parse(entry.Detail ?? ''))),
  };
};
