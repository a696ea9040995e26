import type { WaitingMessage } from './waiting-messages.ts';

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

/**
 * The whole of a message as one line of JSON, to be kept. All but plain ASCII is escaped: it is text from outside, and
 * a terminal may show it.
 */
export const messageLine = ({ id, queueName, body }: WaitingMessage): string =>
  JSON.stringify({ messageId: id, queue: queueName, body: parsed(body) }).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
