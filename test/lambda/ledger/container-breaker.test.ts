import { expect, test } from 'vitest';
import { createContainerBreaker } from '../../../lambda/ledger/container-breaker.ts';
import { THREE_AM } from '../../alerts.ts';

const request = (clientId: string, given: { limit?: number; at?: number; runId?: string } = {}) => ({
  clientId,
  runId: given.runId ?? 'run',
  now: new Date(given.at ?? THREE_AM),
  limit: given.limit ?? 1,
  windowMs: 1_000,
});

test('a slot is kept by the client that holds it, and not given where the limit is reached', () => {
  const breaker = createContainerBreaker();
  expect(breaker.take(request('a'))).toEqual({ kind: 'taken' });
  expect(breaker.take(request('a'))).toEqual({ kind: 'kept' });
  expect(breaker.take(request('b'))).toEqual({ kind: 'full', holders: ['a'] });
  expect(breaker.take(request('b', { limit: 2 }))).toEqual({ kind: 'taken' });
});

test('a slot runs out one window after it was taken, however often it was kept', () => {
  const breaker = createContainerBreaker();
  breaker.take(request('a'));
  breaker.take(request('a', { at: THREE_AM + 999 }));
  expect(breaker.take(request('b', { at: THREE_AM + 1_000 }))).toEqual({ kind: 'taken' });
});

test('a slot is given back by the run that took or kept it last, and by no other', () => {
  const breaker = createContainerBreaker();
  breaker.take(request('a', { runId: 'first' }));
  breaker.take(request('a', { runId: 'second' }));
  breaker.giveBack({ clientId: 'a', runId: 'first' });
  expect(breaker.take(request('b')).kind).toBe('full');
  breaker.giveBack({ clientId: 'a', runId: 'second' });
  expect(breaker.take(request('b')).kind).toBe('taken');
});

test('all slots are free after a reset', () => {
  const breaker = createContainerBreaker();
  breaker.take(request('a'));
  breaker.free();
  expect(breaker.take(request('b')).kind).toBe('taken');
});
