import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { createChatHandler } from './create-chat-handler.ts';

const { CHAT_TOPIC_ARN, RUNBOOK_URL } = z
  .object({ CHAT_TOPIC_ARN: z.string(), RUNBOOK_URL: z.string() })
  .parse(process.env);

const sns = new SNSClient();

/** Entry point of the function for chat. */
export const handler = createChatHandler({
  runbookUrl: RUNBOOK_URL,
  publish: async (Message) => {
    await sns.send(new PublishCommand({ TopicArn: CHAT_TOPIC_ARN, Message }));
  },
});
