import * as z from 'zod/mini';

const TimeSchema = z.int().check(z.nonnegative(), z.describe('milliseconds since 1970'));

/**
 * OCSF 1.8 Remediation Activity, class 7001, with the profile Security Control, as far as a result fills it.
 * @see https://schema.ocsf.io/1.8.0/classes/remediation_activity
 */
export const OcsfEventSchema = z
  .object({
    metadata: z.object({
      version: z.literal('1.8.0'),
      profiles: z.array(z.literal('security_control')),
      product: z.object({ name: z.string(), vendor_name: z.string() }),
      uid: z.string().check(z.describe('resultId')),
      correlation_uid: z.string().check(z.describe('requestKey')),
    }),
    category_uid: z.literal(7),
    category_name: z.literal('Remediation'),
    class_uid: z.literal(7001),
    class_name: z.literal('Remediation Activity'),
    activity_id: z.union([z.literal(2), z.literal(3), z.literal(4)]),
    activity_name: z.enum(['Evict', 'Restore', 'Harden']),
    type_uid: z.union([z.literal(700102), z.literal(700103), z.literal(700104)]),
    type_name: z.enum([
      'Remediation Activity: Evict',
      'Remediation Activity: Restore',
      'Remediation Activity: Harden',
    ]),
    time: TimeSchema,
    start_time: TimeSchema,
    severity_id: z
      .union([z.literal(1), z.literal(3), z.literal(4)])
      .check(z.describe('of what is left to do')),
    severity: z.enum(['Informational', 'Medium', 'High']),
    status_id: z.int(),
    status: z.string(),
    status_code: z.string().check(z.describe('the outcome')),
    status_detail: z.optional(z.string()).check(z.describe('name of the guard, or of the error')),
    action_id: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    action: z.enum(['Unknown', 'Allowed', 'Denied']).check(z.describe('what the client may do now')),
    disposition_id: z.int(),
    disposition: z.string(),
    message: z.string().check(z.describe('the summary')),
    command_uid: z.string().check(z.describe('requestKey')),
    countermeasures: z
      .array(
        z.object({
          d3f_tactic: z.object({ uid: z.string(), name: z.string(), src_url: z.url() }),
          d3f_technique: z.object({ uid: z.string(), name: z.string(), src_url: z.url() }),
        }),
      )
      .check(z.describe('D3FEND')),
    observables: z.array(
      z.object({
        name: z.string(),
        type_id: z.literal(10),
        type: z.literal('Resource UID'),
        value: z.string(),
      }),
    ),
    unmapped: z.object({
      client_id: z.nullable(z.string()),
      portal: z.nullable(z.string()),
      final: z.boolean(),
    }),
  })
  .check(z.describe('the same result as an OCSF 1.8 Remediation Activity; only if the settings ask for it'));

export type OcsfEvent = z.infer<typeof OcsfEventSchema>;
