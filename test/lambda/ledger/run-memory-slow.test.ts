import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDynamoDbStore } from '../../../lambda/aws/dynamodb-store.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { ledgerWith, type Verb } from '../../ledgers.ts';
import { CRM, createModel } from '../../model.ts';
import { createVirtualTime } from '../../virtual-time.ts';
import { startFakeDynamoDb } from '../aws/fake-dynamodb.ts';

const VERBS: Verb[] = ['recall', 'readClient', 'takeSlot', 'writeClient', 'writeEnd', 'keepResult'];

/** What a call may take at most, of the patience that it is given; then it answers, or it does not. */
const playSlow = async (isSlow: (verb: Verb) => boolean, share: number, answers: boolean) => {
  const { clock, sleep, passUntil } = createVirtualTime();
  const ledger = ledgerWith(createMemoryStore(), async (make, { verb, withinMs }) => {
    if (!isSlow(verb)) return make();
    await sleep(withinMs * share);
    if (!answers) throw new Error('no answer in time');
    return make();
  });
  const model = createModel({ clock, sleep: (_actor, ms) => sleep(ms), ledger });
  const result = await passUntil(model.container('slow')(alertFor(CRM)));
  const firstWriteMs = Date.parse(result?.proof.writes[0]?.sentAt ?? '') - THREE_AM;
  return { result, firstWriteMs, model };
};

describe('a ledger that is slow', () => {
  test.each(VERBS)(
    'in %s and then does not answer holds the first write up for three seconds at most',
    async (slow) => {
      const { result, firstWriteMs, model } = await playSlow((verb) => verb === slow, 1, false);
      expect(result?.outcome).toBe('disabled');
      expect(firstWriteMs).toBeLessThanOrEqual(3_000);
      expect(model.isOn()).toBe(false);
    },
  );

  test.each([0.5, 0.9, 1])('in everything, taking %f of its time, holds it up no longer', async (share) => {
    for (const answers of [true, false]) {
      const { result, firstWriteMs } = await playSlow(() => true, share, answers);
      expect(result?.outcome).toBe('disabled');
      expect(firstWriteMs).toBeLessThanOrEqual(3_000);
    }
  });
});

/** The patience of calls to the ledger, which ends when the test says so and not because a machine is slow. */
const ownPatience = () => {
  const end = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(end.signal);
  onTestFinished(() => timeout.mockRestore());
  return { timeout, end: () => end.abort() };
};

test('a call to DynamoDB ends within its patience, however many commands it takes', async () => {
  const { client, calls, faults, close } = await startFakeDynamoDb();
  const store = createDynamoDbStore(client, 'ledger');
  const patience = ownPatience();
  faults.deliver = (_verb, nth) => {
    if (nth < 3) return 'answered';
    patience.end();
    return 'lost';
  };
  const request = { clientId: CRM, runId: 'run', now: new Date(THREE_AM), limit: 1, windowMs: 1 };
  await expect(store.takeSlot(request, { withinMs: 3_000 })).rejects.toMatchObject({ name: 'AbortError' });
  expect(calls).toEqual(['UpdateItem', 'PutItem', 'BatchGetItem']);
  expect(patience.timeout.mock.calls).toEqual([[3_000]]);
  close();
});

test('a write whose answer was lost, and that the SDK repeated, is found to be the own', async () => {
  const { client, faults, close } = await startFakeDynamoDb();
  const store = createDynamoDbStore(client, 'ledger');
  ownPatience();
  let writes = 0;
  faults.deliver = (verb) => {
    if (verb === 'PutItem') writes += 1;
    return verb === 'PutItem' && writes % 2 === 1 ? 'answer lost' : 'answered';
  };
  const clock = { ms: THREE_AM };
  const sleep = async (_actor: string, milliseconds: number) => {
    clock.ms += milliseconds;
  };
  const model = createModel({ clock, sleep, ledger: store });
  const answer = model.container('any');
  expect(await answer(alertFor(CRM))).toMatchObject({ outcome: 'disabled', decision: 1, warnings: [] });
  expect(await model.record()).toMatchObject({ state: 'contained', decision: 1 });
  const enable = { action: 'enable', clientId: CRM, reason: 'closed', acceptUnrotatedSecret: true };
  expect(await answer(enable)).toMatchObject({ outcome: 'enabled', decision: 2 });
  expect(await model.record()).toMatchObject({ state: 'restored', decision: 2 });
  close();
});
