import { chatMessageOf } from './chat-message.ts';

/** Turns each event into one chat message, and publishes it. What fails is tried again by Lambda, and then lost: a mail has it too. */
export const createChatHandler =
  ({ runbookUrl, publish }: { runbookUrl: string; publish: (message: string) => Promise<void> }) =>
  async (event: unknown): Promise<void> => {
    await publish(JSON.stringify(chatMessageOf(event, runbookUrl)));
  };
