import * as z from 'zod';
import type { Budget } from './budgets.ts';
import type { Bundle } from './bundles.ts';
import { measure, type Surroundings } from './subject.ts';

const ALERTS = 10;

/** What ten alerts of a fresh container ask for, by name, no more and no less: every call is there for a reason. */
const CALLS: Readonly<Record<string, number>> = {
  GetSecretValue: 1,
  'GET token': 1,
  // The client's record with the result of an earlier delivery; one more opens the connection at load.
  BatchGetItem: ALERTS + 1,
  // A slot of the circuit breaker.
  UpdateItem: ALERTS,
  // The intent, and the first accepted write.
  PutItem: 2 * ALERTS,
  // The end, with the result.
  TransactWriteItems: ALERTS,
  PutEvents: ALERTS,
  'GET read': 2 * ALERTS,
  'PATCH activate': 2 * ALERTS,
};

/** Bytes of bodies sent to AWS for one alert. */
const MAX_BYTES = 10_000;

/** Minified, in KB. */
export const MAX_BUNDLE_KB = 426;

/** The budgets that no clock and no other work on the machine can bend: calls, bytes and the size of the bundle. */
export const countsOf = async (bundle: Bundle, surroundings: Surroundings): Promise<Budget[]> => {
  await surroundings.calls();
  const options = { clientIds: surroundings.clients(ALERTS), expect: 'disabled', tag: 0, warmUp: 0 };
  await measure(bundle.file, 'warm', options, surroundings, z.unknown());
  const calls = await surroundings.calls();
  const names = [...new Set([...Object.keys(CALLS), ...Object.keys(calls)])];
  const bytes = Object.values(calls).reduce((sum, call) => sum + call.bytes, 0);
  return [
    ...names.map(
      (name): Budget => ({
        name: `calls for ${ALERTS} alerts: ${name}`,
        measured: calls[name]?.count ?? 0,
        most: CALLS[name] ?? 0,
        least: CALLS[name] ?? 0,
        unit: '',
      }),
    ),
    { name: 'bytes sent for one alert', measured: bytes / ALERTS, most: MAX_BYTES, unit: '' },
    {
      name: 'bundle, minified',
      measured: bundle.bytes / 1_024,
      most: MAX_BUNDLE_KB,
      target: 300,
      unit: 'KB',
    },
  ];
};
