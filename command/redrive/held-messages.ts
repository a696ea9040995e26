import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** How long a message is out of everybody else's sight, and how soon one is back if the program is killed. */
export const HELD_SECONDS = 900;

/** What a held message must have left before the next step: more than the longest run of the function. */
const NEEDED_SECONDS = 660;

/** SQS says in several ways that a message is visible again, gone, or held for its twelve hours. */
const NOT_OURS_ANY_MORE = ['MessageNotInflight', 'ReceiptHandleIsInvalid', 'InvalidParameterValue'];

const isNotOursAnyMore = (error: unknown): boolean =>
  error instanceof Error && NOT_OURS_ANY_MORE.includes(error.name.split('.').at(-1) ?? '');

type Receipt = { QueueUrl: string; ReceiptHandle: string };

/** The messages that were taken and not deleted, by their ids. */
export class HeldMessages {
  private readonly held = new Map<string, { receipt: Receipt; until: number }>();
  private readonly client: SQSClient;

  constructor(client: SQSClient) {
    this.client = client;
  }

  get size(): number {
    return this.held.size;
  }

  has(id: string): boolean {
    return this.held.has(id);
  }

  /** @param since when it was asked for, in ms since the epoch */
  add(id: string, receipt: Receipt, since: number): void {
    this.held.set(id, { receipt, until: since + HELD_SECONDS * 1_000 });
  }

  remove(id: string): void {
    this.held.delete(id);
  }

  /** Keeps them all out of sight for one more step. One that slipped away comes back, and is known by its id. */
  async renew(): Promise<void> {
    const now = Date.now();
    const short = [...this.held.entries()].filter(([, { until }]) => until - now < NEEDED_SECONDS * 1_000);
    await this.change(
      short.map(([, { receipt }]) => receipt),
      HELD_SECONDS,
    );
    for (const [id, { receipt }] of short) this.add(id, receipt, now);
  }

  /** Lets everybody see them again. */
  release(): Promise<void> {
    return this.change(
      [...this.held.values()].map(({ receipt }) => receipt),
      0,
    );
  }

  /** Tries all of them before it throws: one that cannot be changed must not keep another from it. */
  private async change(receipts: readonly Receipt[], seconds: number): Promise<void> {
    const settled = await Promise.allSettled(
      receipts.map((receipt) =>
        this.client.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: seconds })),
      ),
    );
    for (const one of settled)
      if (one.status === 'rejected' && !isNotOursAnyMore(one.reason)) throw one.reason;
  }
}
