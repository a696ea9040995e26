import { parseConfig } from '../../../lambda/config.ts';
import { ResultSchema } from '../../../lambda/contract/result.ts';
import { SYSTEM } from '../../../lambda/dependencies.ts';
import type { Dialect } from '../../../lambda/docspace/dialect.ts';
import type { Arrival } from '../../../lambda/requests/door.ts';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { THREE_AM } from '../../alerts.ts';
import { createAnswer } from '../../answering.ts';
import { PROTECTED_ID } from '../../lambda/payloads.ts';
import { ledgerWith } from '../../ledgers.ts';
import { QUEUE, TOPIC } from '../../wrapped.ts';

const config = parseConfig({
  PORTAL_URL: 'https://example.onlyoffice.com',
  API_KEY_SECRET_ID: 'key',
  RESULT_BUS_NAME: 'bus',
  LEDGER_TABLE: 'ledger',
  PROTECTED_CLIENT_IDS: PROTECTED_ID,
  BREAKER_LIMIT: '1000',
  INPUTS: 'asff, ocsf',
  ALERT_TRANSPORTS: [TOPIC, QUEUE].join(','),
});

/** The whole function behind its door, on a portal that knows every client; all its work is counted. */
export const openDoor = async (payload: unknown, enabled: boolean, arrival: Arrival = 'unqualified') => {
  const clock = { ms: THREE_AM };
  const writes: { clientId: string; enabled: boolean }[] = [];
  const state = new Map<string, boolean>();
  const logged: string[] = [];
  const published: string[] = [];
  const work = { portal: 0, ledger: 0, sleeps: 0 };
  const portal: Dialect = {
    readClient: async (clientId) => {
      work.portal += 1;
      const client = { clientId, name: 'x', tenant: 1, enabled: state.get(clientId) ?? enabled };
      return { ...client, fingerprint: 'f', modifiedAt: undefined };
    },
    setActivation: async (clientId, wanted) => {
      work.portal += 1;
      writes.push({ clientId, enabled: wanted });
      state.set(clientId, wanted);
      return { status: 200, tokensLeft: 14, statedEnabled: undefined, portalAt: undefined };
    },
    regenerateSecret: async () => {
      work.portal += 1;
    },
    signIn: async () => true,
    owner: () => undefined,
    doubtKey: () => {},
    spoken: () => 'current',
  };
  const answer = createAnswer(
    {
      ...SYSTEM,
      settings: config,
      log: (code, fields) => logged.push(JSON.stringify({ code, ...fields })),
      countResult: () => {},
      countOpen: () => {},
      countIgnored: () => {},
      ledger: ledgerWith(createMemoryStore(), (make) => {
        work.ledger += 1;
        return make();
      }),
      fetchApiKey: async () => 'key',
      publishResult: async (result) => {
        published.push(JSON.stringify(ResultSchema.parse(result)));
      },
      now: () => new Date(clock.ms),
      sleep: async (milliseconds) => {
        work.sleeps += 1;
        clock.ms += milliseconds;
      },
      random: () => 0,
    },
    portal,
  );
  const invocation = { requestId: 'request', remainingMs: 600_000, arrival };
  const answered = await answer(payload, invocation).catch((error: unknown) => {
    // What a setting keeps out fails, and is thrown when all else is done: every result is published then.
    if (!(error instanceof RetryNeededError)) throw error;
    return published.map((result): unknown => JSON.parse(result));
  });
  const all: unknown[] = Array.isArray(answered) ? answered : [answered];
  const results = all.map((result) => ResultSchema.parse(result));
  return { writes, results, logged, published, work };
};
