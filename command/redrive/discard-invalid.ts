import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Outcome } from '../../lambda/contract/outcome.ts';
import { ReasonSchema } from '../../lambda/contract/text.ts';
import { readStackParts } from '../aws/stack-parts.ts';
import type { Answered } from './answer.ts';
import { askFunction } from './ask-function.ts';
import { publishDiscarded } from './discarded-event.ts';
import { headline } from './headline.ts';
import { countAlerts, problemsOfUnreadable } from './kept-alerts.ts';
import { keptEvent } from './kept-event.ts';
import { messageLine } from './message-line.ts';
import type { RedriveClients, Redriven } from './redrive.ts';
import { waitingMessages } from './waiting-messages.ts';

export type DiscardInvalidOptions = {
  stack: string;
  /** Show what no setting makes readable, and neither send nor delete anything. */
  dryRun: boolean;
};

/** How the command talks with the person. */
export type Conversation = {
  say: (line: string) => void;
  /** Where a deleted message goes, so that it can be kept. */
  print: (line: string) => void;
  confirm: (question: string) => Promise<boolean>;
};

const INVALID: Outcome = 'invalid';

const isInvalid = ({ outcome, final }: Answered): boolean => outcome === INVALID && final;

/**
 * Deletes the messages that neither this program, with every format enabled, nor the deployed function can read: shows
 * each, asks once, and publishes each before it deletes it. All others stay; none of them is sent.
 * @throws UsageError
 */
export const discardInvalid = async (
  { stack, dryRun }: DiscardInvalidOptions,
  { cloudFormation, lambda, sqs, events }: RedriveClients & { events: EventBridgeClient },
  { say, print, confirm }: Conversation,
): Promise<Redriven> => {
  const { alertsTarget, queueUrls, resultBusName } = await readStackParts(cloudFormation, stack);
  const found = new Map<string, readonly Answered[]>();
  let waiting = 0;

  for await (const message of waitingMessages(sqs, queueUrls)) {
    waiting += 1;
    const event = keptEvent(message.body);
    const problems = problemsOfUnreadable(event);
    if (problems === undefined) continue;
    say(headline(message));
    for (const problem of problems) say(`  ${ReasonSchema.parse(problem)}`);
    if (dryRun) continue;
    await message.hold();
    const results = await askFunction(lambda, alertsTarget, event);
    if (results !== undefined && results.length >= countAlerts(event) && results.every(isInvalid))
      found.set(message.id, results);
    else say('  kept: the function does not report it as invalid; redrive it');
  }

  let deleted = 0;
  const question = `Delete ${found.size === 1 ? 'this message' : `these ${found.size} messages`}? [y/N] `;
  // The messages were released: a person may think for longer than SQS hides them.
  if (found.size > 0 && (await confirm(question)))
    for await (const message of waitingMessages(sqs, queueUrls)) {
      const results = found.get(message.id);
      if (results === undefined) continue;
      const { id: messageId, queueName: queue } = message;
      const problem = await publishDiscarded(events, resultBusName, { messageId, queue, results });
      if (problem !== undefined) {
        say(`message ${messageId} kept: the bus did not take the event about it (${problem})`);
        continue;
      }
      print(messageLine(message));
      await message.delete();
      deleted += 1;
    }
  say(`${deleted} deleted, ${waiting - deleted} kept`);
  return { deleted, kept: waiting - deleted };
};
