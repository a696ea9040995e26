import { type FindingUpdate, findingUpdateOf } from './finding-update.ts';

/** What Security Hub did not take, of the answer to either call. */
type Answer = { UnprocessedFindings?: readonly { ErrorCode?: string | undefined }[] | undefined };

/** Writes each result into its finding. What fails is tried again by Lambda, and then waits in the queue. */
export const createFindingNotesHandler =
  ({ update }: { update: (update: FindingUpdate) => Promise<Answer> }) =>
  async (event: unknown): Promise<void> => {
    const { UnprocessedFindings: [problem] = [] } = await update(findingUpdateOf(event));
    if (problem !== undefined) throw new Error(`Security Hub did not take the note: ${problem.ErrorCode}`);
  };
