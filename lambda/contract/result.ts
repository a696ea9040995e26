import * as z from 'zod/mini';
import { CLIENT_DETAILS } from './client-details.ts';
import { FindingReferenceSchema } from './finding-reference.ts';
import { KnownClientSchema } from './known-client.ts';
import { OcsfEventSchema } from './ocsf-event.ts';
import { OutcomeSchema } from './outcome.ts';
import { WarningSchema } from './warning.ts';

/** `source` of every result event; the rule that starts the function can never match it. */
export const RESULT_SOURCE = 'docspace.oauth2-kill-switch';

/** `detail-type` of every result event. */
export const RESULT_DETAIL_TYPE = 'OAuth2 Client Containment Result';

/** Raised with every change of the result; a change that is not additive raises the first number. */
export const SCHEMA_VERSION = '2.0';

const TimeSchema = z.iso.datetime().check(z.describe('UTC, with milliseconds'));
const DurationSchema = z.int().check(z.nonnegative(), z.describe('milliseconds'));

const TriggerSchema = z
  .object({
    type: z.enum(['alert', 'manual', 'schedule']),
    eventId: z
      .nullable(z.string())
      .check(z.describe('envelope id of the alert, or id of the message that brought it')),
    alertId: z.nullable(z.string()).check(z.describe("the sender's own id of the alert")),
    source: z.nullable(z.string()),
    transport: z
      .optional(z.string())
      .check(z.describe('ARN of the topic or queue that brought the alert; absent: none')),
    severity: z.nullable(z.enum(['informational', 'low', 'medium', 'high', 'critical'])),
    reason: z.nullable(z.string()).check(z.describe('text from outside: cleaned, not trusted')),
    operator: z
      .nullable(z.string())
      .check(z.describe('as claimed, not proven; the audit log of AWS knows who invoked')),
    detectedAt: z.nullable(TimeSchema),
    heldAlert: z
      .optional(
        z.object({
          alertId: z.nullable(z.string()),
          source: z.nullable(z.string()),
          reason: z.nullable(z.string()),
        }),
      )
      .check(z.describe('the alert that had held the client, where this disable ended its hold')),
    finding: z.optional(FindingReferenceSchema),
  })
  .check(z.describe('what started the run'));

const ClientSchema = z.object({
  clientId: z.guid(),
  name: z.nullable(z.string()).check(z.describe('as the portal shows it: cleaned, not trusted')),
  portal: z.url(),
  enabledBefore: z.nullable(z.boolean()).check(z.describe('as first read; null: the portal did not show it')),
  enabledAfter: z
    .nullable(z.boolean())
    .check(z.describe('as last shown after a write; null: nothing was written or shown')),
  ...CLIENT_DETAILS,
});

const ProofSchema = z.object({
  writes: z
    .array(
      z.object({
        enabled: z.boolean().check(z.describe('what the write asked for: false disables')),
        sentAt: TimeSchema,
        answeredAt: z.nullable(TimeSchema),
        status: z.nullable(z.int()).check(z.describe('null: no answer, it may take effect or not')),
      }),
    )
    .check(z.describe('activation writes that reached the portal or may have, in order')),
  basis: z
    .enum(['read-back', 'response-body', 'none'])
    .check(z.describe('what the last shown state rests on')),
});

const TimelineSchema = z.object({
  detectedAt: z.nullable(TimeSchema),
  receivedAt: TimeSchema,
  containedAt: z.nullable(TimeSchema).check(z.describe('answer of the first accepted disabling write')),
  verifiedAt: z.nullable(TimeSchema).check(z.describe('the read-back that proved the state')),
  rotatedAt: z
    .optional(TimeSchema)
    .check(z.describe('the read-back that showed the new secret of this run; absent: it made none')),
});

/** The outbound contract: `detail` of a result event, and the answer to a manual request. */
export const ResultSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    resultId: z.string().check(z.describe('equal for copies of the same result')),
    requestKey: z.string().check(z.describe('equal for all results of one alert or one manual run')),
    final: z.boolean().check(z.describe('false: a retry follows')),
    outcome: OutcomeSchema,
    summary: z.string().check(z.describe('one sentence without any text from outside')),
    action: z
      .nullable(z.enum(['disable', 'enable', 'status', 'check', 'list', 'reset-breaker', 'rotate', 'watch']))
      .check(z.describe('null: it was not understood')),
    decision: z
      .nullable(z.int().check(z.nonnegative()))
      .check(
        z.describe(
          'grows with every decision about the client, so that results can be put in order; null: not known',
        ),
      ),
    trigger: TriggerSchema,
    client: z.nullable(ClientSchema),
    proof: ProofSchema,
    guard: z.optional(z.object({ name: z.string(), message: z.string() })),
    error: z.optional(z.object({ name: z.string(), message: z.string(), retryable: z.boolean() })),
    checks: z
      .optional(z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() })))
      .check(z.describe('the lines of a check')),
    containment: z.optional(KnownClientSchema).check(z.describe('what the ledger knew of the client before')),
    clients: z.optional(z.array(KnownClientSchema)).check(z.describe('of a list, the urgent ones first')),
    moreClients: z
      .optional(z.int().check(z.positive()))
      .check(z.describe('clients that did not fit into the list')),
    residualAccess: z
      .array(
        z.object({ what: z.string(), until: z.nullable(TimeSchema).check(z.describe('null: without end')) }),
      )
      .check(z.describe('what still works, or works again')),
    timeline: TimelineSchema,
    timeToContainMs: z.nullable(DurationSchema).check(z.describe('receivedAt to containedAt, milliseconds')),
    timeToProofMs: z.nullable(DurationSchema).check(z.describe('receivedAt to verifiedAt, milliseconds')),
    alertAgeMs: z.nullable(DurationSchema).check(z.describe('detectedAt to receivedAt, milliseconds')),
    warnings: z.array(WarningSchema),
    nextSteps: z.array(z.string()),
    ocsf: z.optional(OcsfEventSchema),
  })
  .check(z.describe('Result of one request to the kill switch'));

export type ContainmentResult = z.infer<typeof ResultSchema>;
