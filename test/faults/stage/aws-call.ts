import * as z from 'zod';

/** What the function asks of AWS, by its purpose. */
export type AwsStep =
  | 'secret read'
  | 'ledger read'
  | 'ledger slot'
  | 'ledger intent'
  | 'ledger note'
  | 'ledger end'
  | 'ledger keep'
  | 'publish'
  | 'other';

const text = z.object({ S: z.string() }).optional();
const CallSchema = z.object({
  Item: z
    .object({ kind: text, state: text, endedAt: text, firstWriteAt: text, acceptedAt: text, runId: text })
    .optional(),
});

/** A record is written before the writes, when one is accepted, and at the end. */
const stepOfRecord = (item: { endedAt?: unknown; firstWriteAt?: unknown }): AwsStep => {
  if (item.endedAt !== undefined) return 'ledger end';
  return item.firstWriteAt === undefined ? 'ledger intent' : 'ledger note';
};

/** @param target the `X-Amz-Target` header */
export const stepOf = (target: string, input: unknown): AwsStep => {
  const [service = '', verb] = target.split('.');
  if (service === 'secretsmanager') return 'secret read';
  if (service === 'AWSEvents') return 'publish';
  if (verb === 'BatchGetItem') return 'ledger read';
  // The end of a record, with the result that is kept.
  if (verb === 'TransactWriteItems') return 'ledger end';
  const { Item } = CallSchema.parse(input);
  if (verb === 'UpdateItem' || Item?.kind?.S === 'breaker') return 'ledger slot';
  if (Item?.kind?.S === 'result') return 'ledger keep';
  if (Item?.kind?.S !== 'client') return 'other';
  // A restore keeps the times of the containment: what it writes first has no end, what it writes last has one.
  if (Item.state?.S === 'restoring' && Item.endedAt === undefined) return 'ledger intent';
  return stepOfRecord(Item);
};
