import {
  BatchUpdateFindingsCommand,
  BatchUpdateFindingsV2Command,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { createFindingNotesHandler } from './create-finding-notes-handler.ts';

/** Security Hub takes ten calls a second from an account: the SDK waits and tries again. */
const hub = new SecurityHubClient({ maxAttempts: 6 });

/** Entry point of the function for notes in findings. */
export const handler = createFindingNotesHandler({
  update: ({ format, input }) =>
    format === 'asff'
      ? hub.send(new BatchUpdateFindingsCommand(input))
      : hub.send(new BatchUpdateFindingsV2Command(input)),
});
