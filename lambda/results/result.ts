import * as z from 'zod';
import { KnownClientSchema } from './known-client.ts';
import { OcsfEventSchema } from './ocsf-event.ts';
import { OutcomeSchema } from './outcome.ts';
import { WarningSchema } from './warning.ts';

/** `source` of every result event; the rule that starts the function can never match it. */
export const RESULT_SOURCE = 'docspace.oauth2-kill-switch';

/** `detail-type` of every result event. */
export const RESULT_DETAIL_TYPE = 'OAuth2 Client Containment Result';

/** Raised with every change of the result; a change that is not additive raises the first number. */
export const SCHEMA_VERSION = '1.1';

const TimeSchema = z.iso.datetime().describe('UTC, with milliseconds');
const DurationSchema = z.int().nonnegative().describe('milliseconds');

const TriggerSchema = z
  .object({
    type: z.enum(['alert', 'manual', 'schedule']),
    eventId: z.string().nullable().describe('envelope id of the alert'),
    alertId: z.string().nullable().describe("the sender's own id of the alert"),
    source: z.string().nullable(),
    severity: z.enum(['informational', 'low', 'medium', 'high', 'critical']).nullable(),
    reason: z.string().nullable().describe('text from outside: cleaned, not trusted'),
    operator: z
      .string()
      .nullable()
      .describe('as claimed, not proven; the audit log of AWS knows who invoked'),
    detectedAt: TimeSchema.nullable(),
  })
  .describe('what started the run');

const ClientSchema = z.object({
  clientId: z.guid(),
  name: z.string().nullable().describe('as the portal shows it: cleaned, not trusted'),
  portal: z.url(),
  enabledBefore: z.boolean().nullable().describe('as first read; null: the portal did not show it'),
  enabledAfter: z
    .boolean()
    .nullable()
    .describe('as last shown after a write; null: nothing was written or shown'),
});

const ProofSchema = z.object({
  writes: z
    .array(z.object({ at: TimeSchema, status: z.int().nullable().describe('null: no answer, fate unknown') }))
    .describe('activation writes that reached the portal or may have, in order'),
  basis: z.enum(['read-back', 'response-body', 'none']).describe('what the last shown state rests on'),
});

const TimelineSchema = z.object({
  detectedAt: TimeSchema.nullable(),
  receivedAt: TimeSchema,
  containedAt: TimeSchema.nullable().describe('answer of the first accepted disabling write'),
  verifiedAt: TimeSchema.nullable().describe('the read-back that proved the state'),
});

/** The outbound contract: `detail` of a result event, and the answer to a manual request. */
export const ResultSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    resultId: z.string().describe('equal for copies of the same result'),
    requestKey: z.string().describe('equal for all results of one alert or one manual run'),
    final: z.boolean().describe('false: a retry follows'),
    outcome: OutcomeSchema,
    summary: z.string().describe('one sentence without any text from outside'),
    action: z
      .enum(['disable', 'enable', 'status', 'check', 'list', 'reset-breaker', 'watch'])
      .nullable()
      .describe('null where it was not understood'),
    decision: z
      .int()
      .nonnegative()
      .nullable()
      .describe(
        'grows with every decision about the client, so that results can be put in order; null: not known',
      ),
    trigger: TriggerSchema,
    client: ClientSchema.nullable(),
    proof: ProofSchema,
    guard: z.object({ name: z.string(), message: z.string() }).optional(),
    error: z.object({ name: z.string(), message: z.string(), retryable: z.boolean() }).optional(),
    checks: z
      .array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() }))
      .optional()
      .describe('the lines of a check'),
    containment: KnownClientSchema.optional().describe('what the ledger knew of the client before'),
    clients: z.array(KnownClientSchema).optional().describe('of a list, the urgent ones first'),
    moreClients: z.int().positive().optional().describe('clients that did not fit into the list'),
    residualAccess: z
      .array(z.object({ what: z.string(), until: TimeSchema.nullable().describe('null: without end') }))
      .describe('what still works, or works again'),
    timeline: TimelineSchema,
    timeToContainMs: DurationSchema.nullable().describe('receivedAt to containedAt, milliseconds'),
    timeToProofMs: DurationSchema.nullable().describe('receivedAt to verifiedAt, milliseconds'),
    alertAgeMs: DurationSchema.nullable().describe('detectedAt to receivedAt, milliseconds'),
    warnings: z.array(WarningSchema),
    nextSteps: z.array(z.string()),
    ocsf: OcsfEventSchema.optional(),
  })
  .describe('Result of one request to the kill switch');

export type ContainmentResult = z.infer<typeof ResultSchema>;
