import { inspect } from 'node:util';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { createDynamoDbStore } from '../../lambda/aws/dynamodb-store.ts';
import { createTelemetry } from '../../lambda/aws/telemetry.ts';
import { OutcomeSchema } from '../../lambda/contract/outcome.ts';
import type { Dependencies } from '../../lambda/dependencies.ts';
import { type Portal, startPortal } from '../../local/portal/simulator.ts';
import { alertFor, THREE_AM } from '../alerts.ts';
import { patientFetch } from '../patient-fetch.ts';
import { setFunction } from '../stage.ts';

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
  const key = portal.keys.admin;
  const { clientId, clientSecret } = portal.addClient({ enabled });
  const bodies: string[] = [];
  const written = captureOutput();
  const patient = patientFetch(portal);
  arrange?.(portal, clientId);
  const { secrets, bus, table, ledger, call, ends } = await setFunction(clock, portal.url, key, {
    env: scene.env ?? {},
    telemetry: createTelemetry({ logger: new Logger({ logLevel: 'DEBUG' }) }),
    dependencies: {
      ledger: createDynamoDbStore(new DynamoDBClient({}), 'ledger'),
      fetch: async (...given) => {
        const response = await patient(...given);
        bodies.push(await response.clone().text());
        return response;
      },
      ...dependencies?.(portal),
    },
  });
  if (scene.secretsFail !== undefined) secrets.on(GetSecretValueCommand).rejects(scene.secretsFail(key));
  if (scene.busFails !== undefined) bus.on(PutEventsCommand).rejects(scene.busFails(key));
  if (scene.tableFails !== undefined) table.onAnyCommand().rejects(scene.tableFails(key));

  await call(payload(clientId)).catch(() => {});
  if (later !== undefined) await call(await later(portal, clientId, clock)).catch(() => {});
  const answer = ends.at(-1);

  const signatures = portal.calls
    .flatMap(({ headers }) => [headers['x-signature']].flat())
    .filter((jwt) => jwt !== undefined);
  const keyUsed = portal.calls.some(({ headers }) => headers.authorization === `Bearer ${key}`);
  const used = [
    ...(keyUsed ? ['key'] : []),
    ...(signatures.length > 0 ? ['signature'] : []),
    ...(bodies.some((body) => body.includes(clientSecret)) ? ['client_secret'] : []),
  ];
  // A ledger that fails shows nothing; what it failed with was shown to the function.
  const records = await ledger.allClients(() => true, { withinMs: 1_000 }).catch(() => []);
  const output = [
    inspect(ends, { depth: 20, showHidden: true }),
    ...[...bus.calls(), ...table.calls()].map(({ args }) => inspect(args[0].input, { depth: 20 })),
    inspect(records, { depth: 20 }),
    ...written,
  ].join('\n');
  const outcome = answer instanceof Error ? answer.name : LastAnswerSchema.parse(answer).outcome;
  return { output, outcome, used: used.join(' '), secrets: [key, clientSecret, ...signatures] };
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
