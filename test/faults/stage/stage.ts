import { inspect } from 'node:util';
import { createDynamoDbStore } from '../../../lambda/aws/dynamodb-store.ts';
import { publishToEventBus } from '../../../lambda/aws/event-bus.ts';
import { fetchApiKeyFromSecretsManager } from '../../../lambda/aws/secrets-manager.ts';
import { SYSTEM } from '../../../lambda/dependencies.ts';
import { createStderrTelemetry } from '../../../local/kill-switch/stderr-telemetry.ts';
import { startPortal } from '../../../local/portal/simulator.ts';
import { THREE_AM } from '../../alerts.ts';
import { leaksIn } from '../../lambda/run-output.ts';
import { patientFetch } from '../../patient-fetch.ts';
import { createFunction, timeOf } from '../../stage.ts';
import { IS_LONG } from '../form.ts';
import { awsOverHttp } from './aws-over-http.ts';
import { countTimeouts, endNow } from './counted-timeouts.ts';
import { divertingFetch } from './diversion.ts';
import { HOSTILE_NAME } from './hostile.ts';

/** An endless refusal is asked about again and again: in the short form for three minutes of the clock, not for ten. */
const INVOCATION_MS = IS_LONG ? 600_000 : 180_000;

export type StageOptions = {
  /** Settings of the function beside the address of its portal. */
  env?: Record<string, string>;
  startAws?: typeof awsOverHttp;
};

/**
 * The stage of every test, but that AWS is a stub and no mock, that the log is whole, and that its portal
 * has one client with a hostile name. The clock stops while anything is under way, so that neither a busy machine
 * nor the SDK's own random pauses decide anything; it goes on by what is slept, and by
 * the time for which AWS would be waited for: nobody waits for what never answers.
 */
export const openStage = async ({ env = {}, startAws = awsOverHttp }: StageOptions = {}) => {
  const waitAgain = countTimeouts();
  const clock = { ms: THREE_AM };
  const pass = (milliseconds: number) => {
    clock.ms += Math.round(milliseconds);
  };
  const portal = await startPortal({ now: () => clock.ms });
  const client = portal.addClient({ name: HOSTILE_NAME });
  const aws = await startAws(portal.keys.admin, pass);
  const path = divertingFetch(pass, patientFetch(portal, endNow));
  const written: string[] = [];
  const telemetry = createStderrTelemetry({ write: (text) => written.push(text) }, { verbose: true });
  const ledger = createDynamoDbStore(aws.table, 'ledger');
  const { deliver, restart, ends } = createFunction({ PORTAL_URL: portal.url, ...env }, (config) => ({
    ...SYSTEM,
    ...telemetry,
    settings: config,
    ledger,
    fetchApiKey: fetchApiKeyFromSecretsManager(aws.secrets, config.apiKeySecretId),
    publishResult: publishToEventBus(aws.bus, config.resultBusName, telemetry.log),
    fetch: path.fetch,
    ...timeOf(clock),
  }));

  /** Everything that left the function. */
  const output = (): string =>
    [...written, ...aws.bodies, inspect(ends, { depth: 20, showHidden: true })].join('\n');

  return {
    portal,
    client,
    aws,
    deliver: (payload: unknown) => deliver(payload, INVOCATION_MS),
    divert: path.divert,
    pass,
    restart,
    /** Nothing goes wrong any more. */
    calm: () => {
      portal.faults.clear();
      path.straight();
      aws.calm();
    },
    record: () => ledger.readClient(client.clientId, { withinMs: 1_000 }),
    isOn: () => portal.databaseEnabled(client.clientId) === true,
    lines: (): string[] => written.join('').split('\n').slice(0, -1),
    output,
    /** What of a secret can be found in it. */
    leaks: (): string[] => {
      const signatures = portal.calls.flatMap(({ headers }) => [headers['x-signature']].flat());
      const regenerated = portal.store.row(client.clientId)?.clientSecret;
      const secrets = new Set([portal.keys.admin, client.clientSecret, regenerated, ...signatures]);
      return leaksIn(
        output(),
        [...secrets].filter((secret) => secret !== undefined),
      );
    },
    close: async () => {
      aws.close();
      await portal.close();
      waitAgain();
    },
  };
};

export type Stage = Awaited<ReturnType<typeof openStage>>;
