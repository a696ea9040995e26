import * as z from 'zod/mini';
import { NOTE_AUTHOR } from '../contract/finding-note.ts';
import { ExactIdSchema } from '../contract/finding-reference.ts';
import { type Severity, SeveritySchema } from '../contract/severity.ts';
import { harmless, IdSchema, optional, ReasonSchema } from '../contract/text.ts';
import { MomentSchema } from '../contract/time.ts';
import { DEFAULT_SEVERITY, NO_REASON } from './alert.ts';
import type { FindingAdapter, FindingAddress, Search } from './finding-adapter.ts';

const ResourceSchema = z.catch(z.object({ type: z.unknown(), uid: z.optional(z.unknown()) }), {
  type: '',
  uid: '',
});

/** Any finding can be searched, whatever its shape. */
const PlacesSchema = z.catch(
  z.object({
    resources: z.catch(z.array(ResourceSchema), []),
    unmapped: z.catch(z.record(z.string(), z.unknown()), {}),
  }),
  { resources: [], unmapped: {} },
);

const search = (finding: unknown, key: string): Search[] => {
  const { resources, unmapped } = PlacesSchema.parse(finding);
  return [
    {
      where: `uid of resources of the type ${key}`,
      found: resources.flatMap(({ type, uid }, at) =>
        type === key ? [{ place: `resources.${at}.uid`, value: uid }] : [],
      ),
    },
    {
      where: `unmapped.${key}`,
      found: Object.entries(unmapped)
        .filter(([name]) => name === key)
        .map(([name, value]) => ({ place: `unmapped.${name}`, value })),
    },
  ];
};

/** @see https://schema.ocsf.io/1.8.0/classes/detection_finding `severity_id`; 0 and 99 say nothing that we know. */
const SEVERITY_OF: Readonly<Record<number, Severity>> = {
  1: 'informational',
  2: 'low',
  3: 'medium',
  4: 'high',
  5: 'critical',
  6: 'critical',
};

/** `status_id` of a finding that nobody has to act on any more. */
const INACTIVE_STATUS: Readonly<Record<number, string>> = {
  3: 'Suppressed',
  4: 'Resolved',
  5: 'Archived',
  6: 'Deleted',
};

/** `verdict_id` of a finding that is none. */
const INACTIVE_VERDICT: ReadonlyMap<unknown, string> = new Map([
  [1, 'False Positive'],
  [3, 'Disregard'],
  [5, 'Benign'],
  [6, 'Test'],
  [10, 'Duplicate'],
]);

/** A caption that says so in the source's own words: "Closed - benign", but not "Closed loop test" or "Unresolved". */
const INACTIVE_CAPTION =
  /^(closed|resolved|suppressed|archived|false positive|benign)(?:\s*(?:$|[\p{Pd}:,([{])|\s+as(?!\w))/iu;

/** No caption is longer; longer texts are not tried. */
const MAX_CAPTION_LENGTH = 200;

/** `status_id`, `severity_id` and `activity_id` whose caption is the source's own. */
const OTHER = 99;

const CaptionSchema = z.catch(
  z.pipe(
    z.string().check(z.trim()),
    z.transform((caption) => caption.slice(0, MAX_CAPTION_LENGTH)),
  ),
  '',
);

/** Whether the caption of this id says more than the id does. */
const isUnnamed = (id: unknown): boolean => id === undefined || id === null || id === 0 || id === OTHER;

/** `activity_id` of the event that closes a finding. */
const CLOSE = 3;

const VERSION = 'must be a version of OCSF that begins with 1.';
const MAX_VERSION_LENGTH = 64;

const VersionSchema = z
  .string()
  .check(z.maxLength(MAX_VERSION_LENGTH, { error: VERSION, abort: true }), z.regex(/^1\.\d/, VERSION));

const WHOLE = 'must be a whole number';

const IdentitySchema = z.object({ finding_info: z.object({ uid: harmless(IdSchema) }) });

/** The fields that an alert is made of, as a finding has them; undefined if one holds nothing of use. */
export const OcsfFieldsSchema = z.object({
  metadata: z.object({
    version: VersionSchema,
  }),
  class_uid: z.literal(2004, 'must be 2004, Detection Finding'),
  activity_id: z.optional(z.unknown()),
  activity_name: CaptionSchema,
  status_id: optional(z.int(WHOLE)),
  status: CaptionSchema,
  verdict_id: z.optional(z.unknown()),
  severity_id: optional(z.int(WHOLE)),
  severity: CaptionSchema,
  finding_info: z.extend(IdentitySchema.shape.finding_info, {
    title: harmless(ReasonSchema),
    last_seen_time: MomentSchema,
    modified_time: MomentSchema,
  }),
  time: MomentSchema,
});

type Fields = z.infer<typeof OcsfFieldsSchema>;

const severityIn = ({ severity_id, severity }: Fields): Severity | undefined =>
  severity_id === undefined || severity_id === OTHER
    ? SeveritySchema.safeParse(severity).data
    : SEVERITY_OF[severity_id];

const takenBackBy = ({ verdict_id, status_id, status, activity_id, activity_name }: Fields) => {
  const verdict = INACTIVE_VERDICT.get(verdict_id);
  if (verdict !== undefined) return `verdict_id is ${verdict_id} (${verdict})`;
  const [, caption] = isUnnamed(status_id) ? (INACTIVE_CAPTION.exec(status) ?? []) : [];
  if (caption !== undefined) return `status says ${caption.toLowerCase()}`;
  const state = status_id === undefined ? undefined : INACTIVE_STATUS[status_id];
  if (state !== undefined) return `status_id is ${status_id} (${state})`;
  if (activity_id === CLOSE) return 'activity_id is 3 (Close)';
  return isUnnamed(activity_id) && /^closed?$/i.test(activity_name) ? 'activity_name says close' : undefined;
};

const FindingSchema = z.pipe(
  OcsfFieldsSchema,
  z.transform((finding) => ({
    severity: severityIn(finding) ?? DEFAULT_SEVERITY,
    reason: finding.finding_info.title ?? NO_REASON,
    seen: [finding.finding_info.last_seen_time],
    changed: [finding.finding_info.modified_time, finding.time],
    inactive: takenBackBy(finding),
  })),
);

const AddressSchema = z.object({
  metadata: z.object({ uid: ExactIdSchema }),
  comment: z.catch(optional(z.string()), ''),
});

/** A comment has no author and no time: only its text can show that it is ours. */
const addressOf = (finding: unknown): FindingAddress | undefined => {
  const { metadata, comment } = AddressSchema.safeParse(finding).data ?? {};
  if (metadata === undefined) return undefined;
  const note = comment === undefined ? undefined : { text: comment, by: NOTE_AUTHOR, at: undefined };
  return { id: metadata.uid, product: null, note };
};

/**
 * A finding of Security Hub: an OCSF 1.x Detection Finding, class 2004.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html
 * @see https://schema.ocsf.io/1.8.0/classes/detection_finding
 */
export const securityHubOcsf: FindingAdapter = {
  title: 'Security Hub, OCSF',
  search,
  fields: FindingSchema,
  idOf: (finding) => IdentitySchema.safeParse(finding).data?.finding_info.uid,
  addressOf,
};
