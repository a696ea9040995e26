import * as fc from 'fast-check';
import { findingEvent } from '../../findings.ts';
import { clientIds, payloads } from '../../lambda/payloads.ts';
import { bigValues, hostileKeys, hostileValues } from './hostile.ts';

/** One change somewhere in a payload. */
type Mutation = {
  /** Chooses the way down: a key by its name, or by a number, whatever is there. */
  way: readonly (number | string)[];
  kind: 'replace' | 'delete' | 'add' | 'rename' | 'wrap' | 'repeat';
  key: string;
  value: unknown;
};

const ID = 'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90';

const KEY = 'docspaceOAuth2ClientId';

/** What somebody would try who has read the documentation: a field, and where it belongs. */
const FIELDS: readonly [readonly string[], string, unknown][] = [
  ...[[], ['detail']].flatMap((way): [string[], string, unknown][] => [
    [way, 'action', 'enable'],
    [way, 'action', 'disable'],
    [way, 'action', 'reset-breaker'],
    [way, 'dryRun', true],
    [way, 'dryRun', 'true'],
    [way, 'client_id', ID],
    [way, 'clientId', ID],
  ]),
  [[], 'source', 'x'],
  [[], 'detail', { clientId: ID }],
  [[], 'detail-type', 'x'],
  [[], 'schedule', 'watch'],
  [[], 'acceptUnrotatedSecret', true],
  [[], 'time', '2020-01-01T00:00:00Z'],
  [[], 'time', '2026-01-30T02:59:59Z'],
  [[], 'replay-name', 'x'],
  [['detail'], 'client_id', 'all'],
  [['detail'], 'portal', 'https://other.example'],
  [['detail'], 'portal', 'https://example.onlyoffice.com:444'],
  [['detail'], 'severity', 'low'],
  [['detail'], 'severity', 'Medium '],
  [['detail'], 'detectedAt', '2020-01-01T00:00:00Z'],
  [['detail'], 'detectedAt', '2026-01-30T02:59:59+00:00'],
];

/** The same of the first finding of an event, in both formats, so that one meets the fields of the other. */
const FIELDS_OF_A_FINDING: readonly [string, unknown][] = [
  ['unmapped', { [KEY]: ID }],
  ['unmapped', { [KEY]: 'x' }],
  ['resources', [{ type: KEY, uid: ID }]],
  ['resources', [{ type: KEY, uid: ID }, { type: KEY }, { type: KEY, uid: 7 }]],
  ['ProductFields', { [KEY]: ID, [`a/${KEY}`]: 'x' }],
  ['ProductFields', { [`a/b/${KEY}`]: ID }],
  ['UserDefinedFields', { [KEY]: ID }],
  ['UserDefinedFields', { [KEY]: 'x' }],
  ['Resources', [{ Type: 'Other', Details: { Other: { [KEY]: ID } } }]],
  ['Resources', [{ Type: 'AwsIamRole', Details: { Other: { [KEY]: ID } } }]],
  ['activity_id', 3],
  ['status_id', 3],
  ['status_id', 4],
  ['severity_id', 2],
  ['severity_id', 0],
  ['class_uid', 2003],
  ['Severity', { Label: 'LOW' }],
  ['Severity', { Normalized: 69 }],
  ['Severity', { Normalized: 70 }],
  ['Workflow', { Status: 'SUPPRESSED' }],
  ['RecordState', 'ARCHIVED'],
  ['LastObservedAt', '2026-01-30T02:59:59.000+0000'],
  ['time', Date.parse('2020-01-01')],
  ['finding_info', { uid: 'x', last_seen_time: Date.parse('2026-01-30T02:59:59Z') }],
  ['finding_info', { uid: 'x', first_seen_time: Date.parse('2020-01-01') }],
];

const pointedAt = (fields: typeof FIELDS): fc.Arbitrary<Mutation> =>
  fc.constantFrom(...fields).map(([way, key, value]) => ({ way: [...way], kind: 'add', key, value }));

const pointed = fc.oneof(
  pointedAt(FIELDS),
  pointedAt(FIELDS_OF_A_FINDING.map(([key, value]) => [['detail', 'findings', '0'], key, value])),
);

const blind: fc.Arbitrary<Mutation> = fc.record({
  way: fc.array(fc.nat(12), { maxLength: 6 }),
  kind: fc.constantFrom('replace', 'replace', 'delete', 'add', 'add', 'rename', 'wrap', 'repeat'),
  key: hostileKeys,
  value: fc.oneof({ weight: 400, arbitrary: hostileValues }, { weight: 1, arbitrary: bigValues }),
});

const mutation = fc.oneof({ weight: 2, arbitrary: blind }, { weight: 3, arbitrary: pointed });

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
  const at =
    typeof choice === 'string'
      ? entries.findIndex(([key]) => key === choice)
      : choice % Math.max(1, entries.length);
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
