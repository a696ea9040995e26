import * as z from 'zod';
import { type ContainmentResult, ResultSchema } from '../../../lambda/contract/result.ts';
import { createTable, failure } from '../../lambda/aws/fake-dynamodb.ts';
import { type AwsStep, stepOf } from './aws-call.ts';

/** How one request to AWS fails. */
export type AwsFault =
  | 'reset before'
  | 'reset after'
  | 'no answer'
  | 'throttled'
  | 'error 500'
  | 'error 500 after'
  | 'access denied'
  | 'not found'
  | 'garbage'
  | 'cut short'
  | 'unusable value'
  | 'entry refused';

const PutEventsSchema = z.object({ Entries: z.array(z.object({ Detail: z.string() })) });

export type Answer = { status: number; body: unknown };

const named = (status: number, name: string): Answer => ({
  status,
  body: { __type: name, message: `${name} in Account 123456789012` },
});

const REFUSALS: Partial<Record<AwsFault, Answer>> = {
  throttled: named(400, 'ThrottlingException'),
  'error 500': named(500, 'InternalServerError'),
  'error 500 after': named(500, 'InternalServerError'),
  'access denied': named(400, 'AccessDeniedException'),
  'not found': named(400, 'ResourceNotFoundException'),
  'entry refused': {
    status: 200,
    body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'again' }] },
  },
};

/** Faults after which the call has had its effect anyway. */
const AFTER: readonly AwsFault[] = ['reset after', 'error 500 after', 'garbage', 'cut short'];

/**
 * Secrets Manager, EventBridge and DynamoDB as far as the function speaks to them, however its requests arrive.
 */
export const createAws = (apiKey: string) => {
  const table = createTable();
  const state = {
    secret: apiKey,
    faultAt: (_step: AwsStep, _nth: number): AwsFault | undefined => undefined,
  };
  const bodies: string[] = [];
  const steps: AwsStep[] = [];
  const counts = new Map<AwsStep, number>();
  const published: ContainmentResult[] = [];

  const operate = (step: AwsStep, target: string, input: unknown, fault: AwsFault | undefined): Answer => {
    if (step === 'secret read') {
      const SecretString = fault === 'unusable value' ? '{"apikey": ""}' : state.secret;
      return { status: 200, body: { ARN: 'a', Name: 'n', VersionId: 'v', SecretString } };
    }
    if (step === 'publish') {
      const { Entries } = PutEventsSchema.parse(input);
      published.push(...Entries.map(({ Detail }) => ResultSchema.parse(JSON.parse(Detail))));
      return { status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } };
    }
    try {
      return { status: 200, body: table(target.split('.')[1] ?? '', input) };
    } catch (error) {
      return failure(error);
    }
  };

  return {
    /**
     * Takes a request. @param target its `X-Amz-Target` header
     * @returns how it fails, and what gives it its effect, if it has one, and its answer
     */
    take: (target: string, body: string): { fault: AwsFault | undefined; answer: () => Answer } => {
      bodies.push(body);
      const input: unknown = JSON.parse(body);
      const step = stepOf(target, input);
      steps.push(step);
      const nth = (counts.get(step) ?? 0) + 1;
      counts.set(step, nth);
      const fault = state.faultAt(step, nth);
      const refusal = fault === undefined ? undefined : REFUSALS[fault];
      const hasEffect = refusal === undefined || (fault !== undefined && AFTER.includes(fault));
      return {
        fault,
        answer: () => {
          const answer = hasEffect ? operate(step, target, input, fault) : undefined;
          return refusal ?? answer ?? { status: 500, body: {} };
        },
      };
    },
    steps,
    published,
    /** Every request as the function sent it. */
    bodies,
    /** From now on calls are counted from the start, and meet these faults. */
    strike: (faultAt: typeof state.faultAt) => {
      counts.clear();
      state.faultAt = faultAt;
    },
    calm: () => {
      state.faultAt = () => undefined;
    },
  };
};
