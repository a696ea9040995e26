import * as fc from 'fast-check';
import { findingEvent } from '../../findings.ts';
import { clientIds, payloads } from '../../lambda/payloads.ts';
import { bigValues, hostileKeys, hostileValues } from './hostile.ts';

/** One change somewhere in a payload. */
type Mutation = {
  /** Chooses the way down; each number a key of what is there. */
  way: readonly number[];
  kind: 'replace' | 'delete' | 'add' | 'rename' | 'wrap' | 'repeat';
  key: string;
  value: unknown;
};

const ID = 'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90';

/** What somebody would try who has read the documentation. */
const pointed: fc.Arbitrary<Mutation> = fc
  .tuple(
    // The payload itself, or an alert's detail: the last of its fields.
    fc.constantFrom([], [8]),
    fc.constantFrom<[string, unknown][]>(
      ['action', 'enable'],
      ['action', 'disable'],
      ['action', 'reset-breaker'],
      ['dryRun', true],
      ['dryRun', 'true'],
      ['client_id', ID],
      ['clientId', ID],
      ['source', 'x'],
      ['detail', { clientId: ID }],
      ['detail-type', 'x'],
      ['schedule', 'watch'],
      ['acceptUnrotatedSecret', true],
      ['portal', 'https://other.example'],
      ['severity', 'low'],
      ['time', '2020-01-01T00:00:00Z'],
      ['replay-name', 'x'],
    ),
  )
  .map(([way, [key, value]]) => ({ way: [...way], kind: 'add', key, value }));

const blind: fc.Arbitrary<Mutation> = fc.record({
  way: fc.array(fc.nat(12), { maxLength: 6 }),
  kind: fc.constantFrom('replace', 'replace', 'delete', 'add', 'add', 'rename', 'wrap', 'repeat'),
  key: hostileKeys,
  value: fc.oneof({ weight: 400, arbitrary: hostileValues }, { weight: 1, arbitrary: bigValues }),
});

const mutation = fc.oneof({ weight: 3, arbitrary: blind }, { weight: 1, arbitrary: pointed });

/** As `JSON.parse` makes it: `__proto__` is a key like any other. */
const withEntries = (entries: readonly (readonly [string, unknown])[]): object => {
  const object = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  return object;
};

const changed = (value: unknown, { kind, key, value: other }: Mutation): unknown => {
  if (kind === 'wrap') return [value];
  if (kind === 'repeat') return Array.from({ length: 3 }, () => value);
  if (kind === 'add' && typeof value === 'object' && value !== null && !Array.isArray(value))
    return withEntries([...Object.entries(value), [key, other]]);
  return other;
};

const mutated = (payload: unknown, mutation: Mutation, depth = 0): unknown => {
  const choice = mutation.way[depth];
  if (choice === undefined || typeof payload !== 'object' || payload === null)
    return changed(payload, mutation);
  const entries = Object.entries(payload);
  const at = choice % Math.max(1, entries.length);
  const isLast = depth === mutation.way.length - 1;
  const next = entries.flatMap(([key, value], index): [string, unknown][] => {
    if (index !== at) return [[key, value]];
    if (isLast && mutation.kind === 'delete') return [];
    if (isLast && mutation.kind === 'rename') return [[mutation.key, value]];
    return [[key, mutated(value, mutation, depth + 1)]];
  });
  return Array.isArray(payload) ? next.map(([, value]) => value) : withEntries(next);
};

/** Characters of the JSON itself are exchanged; what is no JSON any more never reaches the function. */
const scratched = (payload: unknown, scratches: readonly (readonly [number, string])[]): unknown => {
  const text = JSON.stringify(payload) ?? 'null';
  const characters = [...text.slice(0, 5_000)];
  for (const [at, character] of scratches) characters[at % Math.max(1, characters.length)] = character;
  try {
    return JSON.parse(characters.join('') + text.slice(5_000));
  } catch {
    return payload;
  }
};

/** Findings of Security Hub, one or two in an event. */
const findings: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.constantFrom(
      'asff-imported' as const,
      'asff-custom-action' as const,
      'asff-resolved' as const,
      'asff-two-clients' as const,
      'ocsf-imported' as const,
      'ocsf-resolved' as const,
      'ocsf-two-clients' as const,
    ),
    clientIds,
    fc.boolean(),
  )
  .map(([name, clientId, isTwice]) => {
    const event = findingEvent(name, { clientId: clientId.trim() });
    const [finding] = event.detail.findings;
    return isTwice ? { ...event, detail: { ...event.detail, findings: [finding, finding] } } : event;
  });

/** Payloads around the accepted shapes, changed at up to four places and scratched. */
export const mutatedPayloads: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: payloads }, { weight: 1, arbitrary: findings }),
    fc.oneof(fc.constant([]), fc.array(mutation, { maxLength: 4 })),
    fc.array(fc.tuple(fc.nat(800), fc.constantFrom('"', '{', '}', ',', ':', '0', 'a', '-', ' ', 'e', '\\')), {
      maxLength: 1,
    }),
  )
  .map(([payload, mutations, scratches]) =>
    scratched(
      mutations.reduce((value, change) => mutated(value, change), payload),
      scratches,
    ),
  );
