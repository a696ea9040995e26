import * as z from 'zod/mini';
import { harmless, optional } from '../contract/lenient.ts';
import type { Severity } from '../contract/severity.ts';
import { IdSchema, ReasonSchema } from '../contract/text.ts';
import { DEFAULT_SEVERITY, type InactiveState, NO_REASON } from './alert.ts';
import type { FindingAdapter, Search } from './finding-adapter.ts';

const ResourceSchema = z.catch(z.object({ type: z.unknown(), uid: z.optional(z.unknown()) }), {
  type: '',
  uid: '',
});

/** Whatever a finding is, there is something to search. */
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
const INACTIVE_STATUS: Readonly<Record<number, InactiveState>> = {
  3: 'suppressed',
  4: 'resolved',
  5: 'archived',
  6: 'deleted',
};

/** The captions of those, for a source that gives no id of its own for them. */
const INACTIVE_CAPTION: Readonly<Record<string, InactiveState>> = {
  suppressed: 'suppressed',
  resolved: 'resolved',
  archived: 'archived',
  deleted: 'deleted',
};

/** `status_id` whose caption is the source's own. */
const OTHER = 99;

const inactiveState = (statusId: number | undefined, status: string): InactiveState | undefined => {
  if (statusId !== undefined && statusId !== 0 && statusId !== OTHER) return INACTIVE_STATUS[statusId];
  const caption = status.trim().toLowerCase();
  return Object.hasOwn(INACTIVE_CAPTION, caption) ? INACTIVE_CAPTION[caption] : undefined;
};

/** `activity_id` of the event that closes a finding. */
const CLOSE = 3;

const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const MILLISECONDS = 'must be a whole number: milliseconds since 1970';
const MomentSchema = z.pipe(
  z.int(MILLISECONDS).check(z.minimum(0, MILLISECONDS), z.maximum(LAST_MS, MILLISECONDS)),
  z.transform((milliseconds) => new Date(milliseconds)),
);

const VERSION = 'must be a version of OCSF that begins with 1.';
const MAX_VERSION_LENGTH = 64;

const VersionSchema = z
  .string()
  .check(z.maxLength(MAX_VERSION_LENGTH, { error: VERSION, abort: true }), z.regex(/^1\.\d/, VERSION));

const WHOLE = 'must be a whole number';

const IdentitySchema = z.object({ finding_info: z.object({ uid: harmless(IdSchema) }) });

/** The fields that an alert is made of, as they stand in a finding; undefined where one holds nothing of use. */
export const OcsfFieldsSchema = z.object({
  metadata: z.object({
    version: VersionSchema,
  }),
  class_uid: z.literal(2004, 'must be 2004, Detection Finding'),
  activity_id: z.unknown(),
  status_id: optional(z.int(WHOLE)),
  status: z.catch(z.string(), ''),
  severity_id: z.pipe(
    optional(z.int(WHOLE)),
    z.transform((id) => (id === undefined ? undefined : SEVERITY_OF[id])),
  ),
  finding_info: z.extend(IdentitySchema.shape.finding_info, {
    title: harmless(ReasonSchema),
    last_seen_time: optional(MomentSchema),
    first_seen_time: optional(MomentSchema),
  }),
  time: optional(MomentSchema),
});

const FindingSchema = z.pipe(
  OcsfFieldsSchema,
  z.transform(({ activity_id, status_id, status, severity_id, finding_info, time }) => ({
    severity: severity_id ?? DEFAULT_SEVERITY,
    reason: finding_info.title ?? NO_REASON,
    detectedAt: finding_info.last_seen_time ?? finding_info.first_seen_time ?? time,
    inactive: inactiveState(status_id, status) ?? (activity_id === CLOSE ? ('closed' as const) : undefined),
  })),
);

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
};
