import * as fc from 'fast-check';
import { rawAlert } from '../../alerts.ts';
import { findingEvent } from '../../findings.ts';
import { clientIds, KNOWN_IDS, payloads } from '../../lambda/payloads.ts';
import { WRAPPINGS } from '../../wrapped.ts';
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

/** A field, and the way down to where it belongs. */
type Pointed = readonly [readonly string[], string, unknown];

/** What somebody would try who has read the documentation. */
const FIELDS: readonly Pointed[] = [
  ...[[], ['detail']].flatMap((way): Pointed[] => [
    [way, 'action', 'enable'],
    [way, 'action', 'disable'],
    [way, 'action', 'reset-breaker'],
    [way, 'dryRun', true],
    [way, 'dryRun', 'true'],
    [way, 'client_id', ID],
    [way, 'cid', ID],
    [way, 'clientIds', [ID, 'x']],
    [way, 'clientId', ID],
  ]),
  [[], 'source', 'x'],
  [[], 'source', 'docspace.oauth2-kill-switch'],
  [[], 'detail', { clientId: ID }],
  [[], 'detail-type', 'x'],
  [[], 'schedule', 'watch'],
  [[], 'acceptUnrotatedSecret', true],
  [[], 'rotateSecret', true],
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
  [['detail'], 'detectedAt', 1_769_741_999],
  [['detail'], 'detectedAt', 'Saturday morning'],
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
  ['status_id', 99],
  ['severity_id', 99],
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
  ['UpdatedAt', '2026-01-30 02:59:59+00'],
  ['UpdatedAt', Date.parse('2026-01-31T02:00:00Z') / 1_000],
  ['VerificationState', 'FALSE_POSITIVE'],
  ['VerificationState', 'benign_positive'],
  ['VerificationState', 'TRUE_POSITIVE'],
  ['Compliance', { Status: 'PASSED' }],
  ['Compliance', { Status: 'FAILED' }],
  ['Sample', true],
  ['verdict_id', 1],
  ['verdict_id', 10],
  ['verdict_id', 2],
  ['is_alert', false],
  ['activity_name', 'Close'],
  ['status', 'Closed - False Positive'],
  ['status', 'Unresolved'],
  ['severity', 'Moderate'],
  ['time', Date.parse('2020-01-01')],
  ['finding_info', { uid: 'x', last_seen_time: Date.parse('2026-01-30T02:59:59Z') }],
  ['finding_info', { uid: 'x', first_seen_time: Date.parse('2020-01-01') }],
  ['finding_info', { uid: 'x', modified_time: Date.parse('2020-01-01') / 1_000 }],
];

/** What a wrapper may say besides, or instead. */
const FIELDS_OF_A_WRAPPER: readonly Pointed[] = [
  [['Records', '0'], 'eventSourceARN', 'arn:aws:sqs:eu-central-1:123456789012:other'],
  [['0'], 'eventSourceARN', 'arn:aws:sqs:eu-central-1:123456789012:other'],
  [['Records', '0'], 'messageId', ''],
  [['Records', '0'], 'body', JSON.stringify({ action: 'enable', clientId: ID, reason: 'x' })],
  [['Records', '0', 'Sns'], 'Message', JSON.stringify({ clientId: ID, reason: 'x' })],
  [['Records', '0', 'Sns'], 'TopicArn', 'arn:aws:sns:eu-central-1:123456789012:other'],
  [['Records', '0', 'Sns'], 'TopicArn', 7],
  [[], 'action', 'enable'],
  [[], 'clientId', ID],
  [[], 'Records', [{ Sns: {} }]],
  [[], 'requestContext', { http: {} }],
];

/** Findings that name a client where nothing looks for one, or where only the other format has it. */
const NAMED_ELSEWHERE: readonly object[] = [
  { Resources: [{ Type: 'AwsIamRole', Details: { Other: { [KEY]: ID } } }] },
  { Resources: [{ Type: 'other', Details: { Other: { [KEY]: ID } } }] },
  { ProductFields: { [`x${KEY}`]: ID }, UserDefinedFields: { [`x/${KEY}`]: ID } },
  { resources: [{ type: KEY, uid: ID }], unmapped: { [KEY]: ID } },
  { ProductFields: { [KEY]: ID }, class_uid: 2004, metadata: { version: '1.6.0' }, finding_info: {} },
  { resources: [{ type: 'x', uid: ID }], class_uid: 2004, metadata: { version: '1.6.0' }, finding_info: {} },
];

const pointedAt = (fields: readonly Pointed[]): fc.Arbitrary<Mutation> =>
  fc.constantFrom(...fields).map(([way, key, value]) => ({ way: [...way], kind: 'add', key, value }));

const ofAnEvent = pointedAt(FIELDS);

const ofAFinding = pointedAt([
  ...FIELDS_OF_A_FINDING.map(([key, value]): Pointed => [['detail', 'findings', '0'], key, value]),
  ...NAMED_ELSEWHERE.map((finding): Pointed => [['detail'], 'findings', [finding]]),
]);

const blind: fc.Arbitrary<Mutation> = fc.record({
  way: fc.array(fc.nat(12), { maxLength: 6 }),
  kind: fc.constantFrom('replace', 'replace', 'delete', 'add', 'add', 'rename', 'wrap', 'repeat'),
  key: hostileKeys,
  value: fc.oneof({ weight: 400, arbitrary: hostileValues }, { weight: 1, arbitrary: bigValues }),
});

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
const scratchedBy = (payload: unknown, scratches: readonly (readonly [number, string])[]): unknown => {
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

const scratches = fc.array(
  fc.tuple(fc.nat(800), fc.constantFrom('"', '{', '}', ',', ':', '0', 'a', '-', ' ', 'e', '\\')),
  { maxLength: 1 },
);

const changedBy = (origin: fc.Arbitrary<unknown>, mutation: fc.Arbitrary<Mutation>): fc.Arbitrary<unknown> =>
  fc
    .tuple(origin, fc.oneof(fc.constant([]), fc.array(mutation, { maxLength: 4 })), scratches)
    .map(([payload, mutations, scratched]) =>
      scratchedBy(
        mutations.reduce<unknown>((value, change) => mutated(value, change), payload),
        scratched,
      ),
    );

/** What would be written for, were it not for a field or two. */
const nearlyRight: fc.Arbitrary<unknown> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...KNOWN_IDS), fc.array(ofAnEvent, { maxLength: 2 }))
    .map(([id, mutations]) =>
      mutations.reduce<unknown>((value, change) => mutated(value, change), rawAlert(id)),
    ),
  fc
    .tuple(
      fc.constantFrom('asff-imported' as const, 'asff-custom-action' as const, 'ocsf-imported' as const),
      fc.constantFrom(...KNOWN_IDS),
      fc.array(fc.oneof(ofAnEvent, { weight: 3, arbitrary: ofAFinding }), { maxLength: 2 }),
    )
    .map(([name, clientId, mutations]) =>
      mutations.reduce<unknown>((value, change) => mutated(value, change), findingEvent(name, { clientId })),
    ),
);

/** The same in a wrapper, which is changed as well. */
const wrapped: fc.Arbitrary<unknown> = changedBy(
  fc
    .tuple(fc.constantFrom(...WRAPPINGS), fc.oneof({ weight: 2, arbitrary: nearlyRight }, findings))
    .map(([[, wrap], content]) => wrap(content)),
  fc.oneof(blind, pointedAt(FIELDS_OF_A_WRAPPER)),
);

/** Payloads around the accepted shapes, changed at up to four places and scratched, or in a field or two. */
export const mutatedPayloads: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: changedBy(payloads, fc.oneof(blind, ofAnEvent)) },
  { weight: 1, arbitrary: changedBy(findings, fc.oneof(blind, ofAnEvent, ofAFinding)) },
  { weight: 2, arbitrary: nearlyRight },
  { weight: 2, arbitrary: wrapped },
);
