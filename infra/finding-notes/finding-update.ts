import type {
  BatchUpdateFindingsCommandInput,
  BatchUpdateFindingsV2CommandInput,
} from '@aws-sdk/client-securityhub';
import * as z from 'zod/mini';
import { NOTE_AUTHOR, noteOf } from '../../lambda/contract/finding-note.ts';
import { FindingReferenceSchema } from '../../lambda/contract/finding-reference.ts';
import type { Outcome } from '../../lambda/contract/outcome.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE, ResultSchema } from '../../lambda/contract/result.ts';
import { ReasonSchema } from '../../lambda/contract/text.ts';

/**
 * Which outcomes become a note. Security Hub sends each note back as an import, and only the echo of a proven disable is
 * known by the ledger: any other would be the alert again, and could act.
 */
const IS_NOTED = {
  disabled: true,
  'already-disabled': true,
  // The client is on, or may be: mailed, listed, alarmed. A retry or a person follows.
  held: false,
  unverified: false,
  failed: false,
  'not-found': false,
  // Nothing was done about the finding.
  'dry-run': false,
  refused: false,
  invalid: false,
  // No finding asks for these.
  enabled: false,
  'already-enabled': false,
  rotated: false,
  status: false,
  healthy: false,
  unhealthy: false,
  listed: false,
  'breaker-reset': false,
  drifted: false,
} as const satisfies Record<Outcome, boolean>;

export const NOTED_OUTCOMES = Object.entries(IS_NOTED).flatMap(([outcome, isNoted]) =>
  isNoted ? [outcome] : [],
);

/** The workflow status for a finding that somebody has heard of; never `RESOLVED`, which only a person decides. */
export const WORKFLOW_STATUS = 'NOTIFIED';

/** In OCSF: In Progress. @see https://schema.ocsf.io/1.8.0/classes/detection_finding */
export const STATUS_ID = 2;

const { requestKey } = ResultSchema.def.shape;

const EventSchema = z.object({
  source: z.literal(RESULT_SOURCE),
  'detail-type': z.literal(RESULT_DETAIL_TYPE),
  detail: z.object({
    outcome: z.enum(NOTED_OUTCOMES),
    final: z.literal(true),
    requestKey: requestKey.check(z.regex(/^[0-9a-f]{32}$/)),
    // On a bus of others anybody may have written it.
    summary: ReasonSchema,
    trigger: z.object({
      finding: z.safeExtend(FindingReferenceSchema, { noted: z.literal(false) }),
    }),
  }),
});

export type FindingUpdate =
  | { format: 'asff'; input: BatchUpdateFindingsCommandInput }
  | { format: 'ocsf'; input: BatchUpdateFindingsV2CommandInput };

/**
 * What a result writes into its finding.
 * @param event - as EventBridge delivers it
 * @throws ZodMiniError for any event that the rule should not have let pass
 */
export const findingUpdateOf = (event: unknown): FindingUpdate => {
  const { detail } = EventSchema.parse(event);
  const { format, id, product, lastSeenAt } = detail.trigger.finding;
  const text = noteOf({ ...detail, lastSeenAt });
  switch (format) {
    case 'asff':
      return {
        format,
        input: {
          FindingIdentifiers: [{ Id: id, ProductArn: product ?? undefined }],
          Note: { Text: text, UpdatedBy: NOTE_AUTHOR },
          Workflow: { Status: WORKFLOW_STATUS },
        },
      };
    case 'ocsf':
      return { format, input: { MetadataUids: [id], Comment: text, StatusId: STATUS_ID } };
    default:
      return format satisfies never;
  }
};
