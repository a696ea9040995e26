import * as z from 'zod/mini';
import { ClientIdSchema } from './client-id.ts';
import { LineSchema, ReasonSchema } from './text.ts';

const REASON = 'is missing: say in a few words why, it is kept with the result';
const GivenReasonSchema = ReasonSchema.check(z.refine((reason) => reason !== '', REASON));
const TRUTH = 'must be true or false, without quotes';

const DisableSchema = z.strictObject({
  action: z._default(z.literal('disable'), 'disable'),
  clientId: ClientIdSchema,
  reason: GivenReasonSchema,
  dryRun: z._default(z.boolean(TRUTH), false),
  operator: z.optional(LineSchema),
});

const EnableSchema = z.strictObject({
  action: z.literal('enable'),
  clientId: ClientIdSchema,
  reason: GivenReasonSchema,
  acceptUnrotatedSecret: z._default(z.boolean(TRUTH), false),
  rotateSecret: z
    ._default(z.boolean(TRUTH), false)
    .check(z.describe('true: first gives the client a new secret, as rotate does')),
  operator: z.optional(LineSchema),
});

const RotateSchema = z.strictObject({
  action: z.literal('rotate'),
  clientId: ClientIdSchema,
  reason: GivenReasonSchema,
  operator: z.optional(LineSchema),
});

const StatusSchema = z.strictObject({ action: z.literal('status'), clientId: ClientIdSchema });

const CheckSchema = z.strictObject({ action: z.literal('check') });

const PAGE = 'must be a whole number from 1 on';

const ListSchema = z.strictObject({
  action: z.literal('list'),
  page: z._default(z.int(PAGE).check(z.minimum(1, PAGE), z.maximum(1_000, PAGE)), 1),
});

const ResetBreakerSchema = z.strictObject({
  action: z.literal('reset-breaker'),
  reason: GivenReasonSchema,
  operator: z.optional(LineSchema),
});

const SHAPES = [
  DisableSchema,
  EnableSchema,
  StatusSchema,
  CheckSchema,
  ListSchema,
  ResetBreakerSchema,
  RotateSchema,
] as const;

/** Every key that a request by hand may have. */
export const REQUEST_KEYS: readonly string[] = [
  ...new Set(SHAPES.flatMap(({ def }) => Object.keys(def.shape))),
];

const ActionSchema = z.discriminatedUnion('action', SHAPES, {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? 'must be disable, enable, status, check, list, reset-breaker or rotate'
      : 'must be a JSON object',
});

const withAction = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && !Array.isArray(payload) && !('action' in payload)
    ? { ...payload, action: 'disable' }
    : payload;

/**
 * What a person sends by hand: from the console's Test tab, `aws lambda invoke`, or the local command.
 *
 * Strict, because a person can correct what a machine can't: a misspelt `dryrun` must not become a real run.
 * Without `action` it is a disable.
 */
export const ManualRequestSchema = z.pipe(
  z.pipe(z.transform(withAction), ActionSchema),
  z.transform((request) => ({ trigger: 'manual' as const, ...request })),
);

export type ManualRequest = z.infer<typeof ManualRequestSchema>;
