import * as z from 'zod/mini';
import { MAX_TIME_LENGTH, TimeSchema } from '../contract/envelope.ts';
import { harmless, optional } from '../contract/lenient.ts';
import { type Severity, SeveritySchema } from '../contract/severity.ts';
import { IdSchema, LineSchema, ReasonSchema } from '../contract/text.ts';
import { DEFAULT_SEVERITY, type InactiveState, NO_REASON } from './alert.ts';
import type { FindingAdapter, Found, Search } from './finding-adapter.ts';

const MapSchema = z.catch(z.record(z.string(), z.unknown()), {});

const DetailsSchema = z.catch(z.object({ Other: MapSchema }), { Other: {} });

const ResourceSchema = z.catch(z.object({ Type: z.unknown(), Details: DetailsSchema }), {
  Type: '',
  Details: { Other: {} },
});

/** Whatever a finding is, there is something to search. */
const PlacesSchema = z.catch(
  z.object({
    ProductFields: MapSchema,
    UserDefinedFields: MapSchema,
    Resources: z.catch(z.array(ResourceSchema), []),
  }),
  { ProductFields: {}, UserDefinedFields: {}, Resources: [] },
);

/** The entries of a map that stand under the key, or under the key after a prefix that ends with a slash. */
const under = (
  key: string,
  map: Readonly<Record<string, unknown>>,
  place: string,
  { prefixed = false } = {},
): Found[] =>
  Object.entries(map)
    .filter(([name]) => name === key || (prefixed && name.endsWith(`/${key}`)))
    .map(([name, value]) => ({ place: `${place}.${LineSchema.parse(name)}`, value }));

const search = (finding: unknown, key: string): Search[] => {
  const { ProductFields, UserDefinedFields, Resources } = PlacesSchema.parse(finding);
  return [
    {
      where: `ProductFields.${key}, bare or after a provider/ prefix`,
      found: under(key, ProductFields, 'ProductFields', { prefixed: true }),
    },
    { where: `UserDefinedFields.${key}`, found: under(key, UserDefinedFields, 'UserDefinedFields') },
    {
      where: `Details.Other.${key} of Resources of the type Other`,
      found: Resources.flatMap(({ Type, Details }, at) =>
        Type === 'Other' ? under(key, Details.Other, `Resources.${at}.Details.Other`) : [],
      ),
    },
  ];
};

/** @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html */
const ofNormalized = (normalized: number): Severity => {
  if (normalized >= 90) return 'critical';
  if (normalized >= 70) return 'high';
  if (normalized >= 40) return 'medium';
  return normalized >= 1 ? 'low' : 'informational';
};

const NORMALIZED = 'must be a whole number from 0 to 100';

/** Zones without a colon or without minutes are allowed here, as in +0200 and +02. */
const AsffTimeSchema = z.pipe(
  z.transform((time) =>
    typeof time === 'string' && time.length <= MAX_TIME_LENGTH
      ? time.replace(/(T.{5,}[+-]\d{2})(\d{2})?$/, (_all, hours, minutes = '00') => `${hours}:${minutes}`)
      : time,
  ),
  TimeSchema,
);

/** In any case: who writes a finding by hand must not have it acted on for a small letter. */
const inactiveState = (status: string, recordState: string): InactiveState | undefined => {
  if (status.trim().toUpperCase() === 'SUPPRESSED') return 'suppressed';
  if (status.trim().toUpperCase() === 'RESOLVED') return 'resolved';
  return recordState.trim().toUpperCase() === 'ARCHIVED' ? 'archived' : undefined;
};

const IdentitySchema = z.object({ Id: harmless(IdSchema) });

/** How bad a finding is: by a word, or by a number where there is no word. */
export const AsffSeveritySchema = z.object({
  Label: optional(SeveritySchema),
  Normalized: optional(z.int(NORMALIZED).check(z.minimum(0, NORMALIZED), z.maximum(100, NORMALIZED))),
});

/** The fields that an alert is made of, as they stand in a finding; undefined where one holds nothing of use. */
export const AsffFieldsSchema = z.extend(IdentitySchema, {
  Title: harmless(ReasonSchema),
  Severity: optional(AsffSeveritySchema),
  LastObservedAt: optional(AsffTimeSchema),
  CreatedAt: optional(AsffTimeSchema),
  Workflow: z.catch(z.object({ Status: z.catch(z.string(), '') }), { Status: '' }),
  RecordState: z.catch(z.string(), ''),
});

const FindingSchema = z.pipe(
  AsffFieldsSchema,
  z.transform(({ Severity: { Label, Normalized } = {}, Title, Workflow, RecordState, ...times }) => ({
    severity: Label ?? (Normalized === undefined ? DEFAULT_SEVERITY : ofNormalized(Normalized)),
    reason: Title ?? NO_REASON,
    detectedAt: times.LastObservedAt ?? times.CreatedAt,
    inactive: inactiveState(Workflow.Status, RecordState),
  })),
);

/**
 * A finding of Security Hub CSPM, in the AWS Security Finding Format.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
export const securityHubAsff: FindingAdapter = {
  title: 'Security Hub CSPM, ASFF',
  search,
  fields: FindingSchema,
  idOf: (finding) => IdentitySchema.safeParse(finding).data?.Id,
};
