import { inspect } from 'node:util';
import { Logger } from '@aws-lambda-powertools/logger';
import { clearCaches } from '@aws-lambda-powertools/parameters';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { createDependencies } from '../../lambda/aws/aws-dependencies.ts';
import { createTelemetry } from '../../lambda/aws/telemetry.ts';
import { parseConfig } from '../../lambda/config.ts';
import { OutcomeSchema } from '../../lambda/contract/outcome.ts';
import { createHandler } from '../../lambda/create-handler.ts';
import type { Dependencies } from '../../lambda/dependencies.ts';
import { type Portal, startPortal } from '../../local/portal/simulator.ts';
import { alertFor, THREE_AM } from '../alerts.ts';
import { PATIENT_MS, patientFetch } from '../patient-fetch.ts';
import { contextOf } from '../stage.ts';

const AnswerSchema = z.object({ outcome: OutcomeSchema });

/** The last answer counts where a payload has several. */
const LastAnswerSchema = z.pipe(
  z.union([z.array(AnswerSchema), AnswerSchema]),
  z.transform((answers) => AnswerSchema.parse([answers].flat().at(-1))),
);

export type Scene = {
  env?: Record<string, string>;
  arrange?: (portal: Portal, clientId: string) => void;
  dependencies?: (portal: Portal) => Partial<Dependencies>;
  /** What the SDK's mocks fail with, made of the portal's key. */
  secretsFail?: (key: string) => Error;
  busFails?: (key: string) => Error;
  tableFails?: (key: string) => Error;
  payload?: (clientId: string) => unknown;
  /** What happens afterwards, and the payload that comes then: of two, the answer to this one counts. */
  later?: (portal: Portal, clientId: string, clock: { ms: number }) => unknown;
  enabled?: boolean;
};

/** An error whose message holds a secret where it is hardest to keep apart from its places. */
export const withSecrets = (key: string): Error =>
  new Error(`key ${key}\n    at ${key}\n    at Object.${key} (x.ts:1:1)`);

const mockAws = (key: string, { secretsFail, busFails, tableFails }: Scene) => {
  clearCaches();
  const secrets = mockClient(SecretsManagerClient);
  const bus = mockClient(EventBridgeClient);
  const table = mockClient(DynamoDBClient);
  if (secretsFail === undefined) secrets.on(GetSecretValueCommand).resolves({ SecretString: key });
  else secrets.on(GetSecretValueCommand).rejects(secretsFail(key));
  if (busFails === undefined) bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
  else bus.on(PutEventsCommand).rejects(busFails(key));
  bus.on(DescribeEventBusCommand).resolves({});
  if (tableFails === undefined) table.onAnyCommand().resolves({});
  else table.onAnyCommand().rejects(tableFails(key));
  onTestFinished(() => {
    secrets.restore();
    bus.restore();
    table.restore();
  });
  return {
    sent: () => bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input),
    noted: () => table.calls().map(({ args }) => args[0].input),
  };
};

/** Everything that is written while the test runs: Powertools has a console of its own, and the runner another. */
const captureOutput = (): string[] => {
  const written: string[] = [];
  const spies = [
    ...[process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0),
    ),
    ...(['debug', 'log', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((...parts) => void written.push(inspect(parts))),
    ),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return written;
};

/** Runs one payload with the real telemetry: what came out by any way, and which secrets were in play. */
export const runAndCapture = async (scene: Scene) => {
  const { arrange, dependencies, payload = alertFor, enabled = true, later } = scene;
  const clock = { ms: THREE_AM };
  const portal = await startPortal({ now: () => clock.ms });
  onTestFinished(() => portal.close());
  const { clientId, clientSecret } = portal.addClient({ enabled });
  const { sent, noted } = mockAws(portal.keys.admin, scene);
  const bodies: string[] = [];
  const written = captureOutput();
  const telemetry = createTelemetry({ logger: new Logger({ logLevel: 'DEBUG' }) });
  const config = parseConfig({
    PORTAL_URL: portal.url,
    API_KEY_SECRET_ID: 's',
    RESULT_BUS_NAME: 'b',
    LEDGER_TABLE: 't',
    ...scene.env,
  });
  const patient = patientFetch(portal);
  arrange?.(portal, clientId);
  const world: Dependencies = {
    ...createDependencies(config, telemetry),
    now: () => new Date(clock.ms),
    sleep: async (milliseconds) => {
      clock.ms += milliseconds;
    },
    fetch: async (...call) => {
      const response = await patient(...call);
      bodies.push(await response.clone().text());
      return response;
    },
    callTimeoutMs: PATIENT_MS,
    ...dependencies?.(portal),
  };
  const handler = createHandler(world, telemetry.middlewares);
  const answerTo = (sentPayload: unknown, requestId: string): Promise<unknown> =>
    Promise.resolve(handler(sentPayload, contextOf(requestId))).catch((error: unknown) => error);
  const first = await answerTo(payload(clientId), 'request-1');
  const answers =
    later === undefined
      ? [first]
      : [first, await answerTo(await later(portal, clientId, clock), 'request-2')];
  const answer = answers.at(-1);

  const signatures = portal.calls
    .flatMap(({ headers }) => [headers['x-signature']].flat())
    .filter((jwt) => jwt !== undefined);
  const keyUsed = portal.calls.some(({ headers }) => headers.authorization === `Bearer ${portal.keys.admin}`);
  const used = [
    ...(keyUsed ? ['key'] : []),
    ...(signatures.length > 0 ? ['signature'] : []),
    ...(bodies.some((body) => body.includes(clientSecret)) ? ['client_secret'] : []),
  ];
  // A ledger that fails shows nothing; what it failed with was shown to the function.
  const records = await world.ledger.allClients(() => true, { withinMs: 1_000 }).catch(() => []);
  const output = [
    inspect(answers, { depth: 20, showHidden: true }),
    inspect(sent(), { depth: 20 }),
    inspect(noted(), { depth: 20 }),
    inspect(records, { depth: 20 }),
    ...written,
  ].join('\n');
  const outcome = answer instanceof Error ? answer.name : LastAnswerSchema.parse(answer).outcome;
  return { output, outcome, used: used.join(' '), secrets: [portal.keys.admin, clientSecret, ...signatures] };
};

/** What of the secrets can be found in an output; of a signature every part but its plain header counts. */
export const leaksIn = (output: string, secrets: readonly string[]): string[] =>
  secrets
    .flatMap((secret) => (secret.startsWith('eyJ') ? secret.split('.').slice(1) : [secret]))
    .flatMap((part) => [
      part.slice(0, 24),
      part.slice(-24),
      Buffer.from(part).toString('base64').slice(0, 24),
    ])
    .filter((piece) => output.includes(piece));
