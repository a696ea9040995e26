import * as z from 'zod/mini';
import { ExactIdSchema } from '../contract/finding-reference.ts';
import { type Severity, SeveritySchema } from '../contract/severity.ts';
import { harmless, IdSchema, LineSchema, optional, ReasonSchema } from '../contract/text.ts';
import { MomentSchema } from '../contract/time.ts';
import { DEFAULT_SEVERITY, NO_REASON } from './alert.ts';
import type { FindingAdapter, FindingAddress, Found, Search } from './finding-adapter.ts';

const MapSchema = z.catch(z.record(z.string(), z.unknown()), {});

const DetailsSchema = z.catch(z.object({ Other: MapSchema }), { Other: {} });

const ResourceSchema = z.catch(z.object({ Type: z.unknown(), Details: DetailsSchema }), {
  Type: '',
  Details: { Other: {} },
});

/** Any finding can be searched, whatever its shape. */
const PlacesSchema = z.catch(
  z.object({
    ProductFields: MapSchema,
    UserDefinedFields: MapSchema,
    Resources: z.catch(z.array(ResourceSchema), []),
  }),
  { ProductFields: {}, UserDefinedFields: {}, Resources: [] },
);

/** The entries of a map that have the key, or the key after a prefix that ends with a slash. */
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

const WordSchema = z.catch(z.string(), '');

const IdentitySchema = z.object({ Id: harmless(IdSchema) });

/** How severe a finding is: by a word, or by a number if there is no word. */
export const AsffSeveritySchema = z.object({
  Label: optional(SeveritySchema),
  Normalized: optional(z.int(NORMALIZED).check(z.minimum(0, NORMALIZED), z.maximum(100, NORMALIZED))),
});

/** The fields that an alert is made of, as a finding has them; undefined if one holds nothing of use. */
export const AsffFieldsSchema = z.extend(IdentitySchema, {
  Title: harmless(ReasonSchema),
  Severity: optional(AsffSeveritySchema),
  LastObservedAt: MomentSchema,
  UpdatedAt: MomentSchema,
  Workflow: z.catch(z.object({ Status: WordSchema }), { Status: '' }),
  RecordState: WordSchema,
  VerificationState: WordSchema,
  Compliance: z.catch(z.object({ Status: WordSchema }), { Status: '' }),
  Sample: z.optional(z.unknown()),
});

type Fields = z.infer<typeof AsffFieldsSchema>;

/** What takes a finding back: a field and its value, in any case, since some are written by hand. */
const TAKE_BACKS: readonly [field: string, value: string, (finding: Fields) => string][] = [
  ['Workflow.Status', 'SUPPRESSED', ({ Workflow }) => Workflow.Status],
  ['Workflow.Status', 'RESOLVED', ({ Workflow }) => Workflow.Status],
  ['RecordState', 'ARCHIVED', ({ RecordState }) => RecordState],
  ['VerificationState', 'FALSE_POSITIVE', ({ VerificationState }) => VerificationState],
  ['VerificationState', 'BENIGN_POSITIVE', ({ VerificationState }) => VerificationState],
  ['Compliance.Status', 'PASSED', ({ Compliance }) => Compliance.Status],
];

const takenBackBy = (finding: Fields): string | undefined => {
  if (finding.Sample === true) return 'Sample is true';
  const [field, value] =
    TAKE_BACKS.find(([, word, wordIn]) => wordIn(finding).trim().toUpperCase() === word) ?? [];
  return field === undefined ? undefined : `${field} is ${value}`;
};

const FindingSchema = z.pipe(
  AsffFieldsSchema,
  z.transform(({ Severity: { Label, Normalized } = {}, Title, ...finding }) => ({
    severity: Label ?? (Normalized === undefined ? DEFAULT_SEVERITY : ofNormalized(Normalized)),
    reason: Title ?? NO_REASON,
    // Only the provider moves UpdatedAt: notes and changes of the workflow do not.
    seen: [finding.LastObservedAt, finding.UpdatedAt],
    changed: [],
    inactive: takenBackBy(finding),
  })),
);

/** A note that cannot be read is somebody else's. */
const AddressSchema = z.object({
  Id: ExactIdSchema,
  ProductArn: ExactIdSchema,
  Note: z.catch(optional(z.object({ Text: z.string(), UpdatedBy: WordSchema, UpdatedAt: MomentSchema })), {
    Text: '',
    UpdatedBy: '',
    UpdatedAt: null,
  }),
});

const addressOf = (finding: unknown): FindingAddress | undefined => {
  const { Id, ProductArn, Note } = AddressSchema.safeParse(finding).data ?? {};
  if (Id === undefined || ProductArn === undefined) return undefined;
  const note = Note && { text: Note.Text, by: Note.UpdatedBy, at: Note.UpdatedAt };
  return { id: Id, product: ProductArn, note };
};

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
  addressOf,
};
