import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { readStackParts } from '../aws/stack-parts.ts';
import type { Answered } from './answer.ts';
import { askFunction } from './ask-function.ts';
import { requestByHand } from './by-hand.ts';
import { headline } from './headline.ts';
import { clientsOfDrillsIn, countAlerts, holdsAlerts, isDrill, isOfSchedule } from './kept-alerts.ts';
import { keptEvent } from './kept-event.ts';
import { messageFacts } from './message-facts.ts';
import { isEnded, judge } from './verdict.ts';
import { type WaitingMessage, waitingMessages } from './waiting-messages.ts';

export type RedriveClients = { cloudFormation: CloudFormationClient; lambda: LambdaClient; sqs: SQSClient };

export type RedriveOptions = {
  stack: string;
  /** Show what waits, and send nothing. */
  dryRun: boolean;
  /** Disable the clients of alerts past the age limit too, as a person's decision. */
  acceptStale: boolean;
  /** The command with which a person disables a client, to be shown. */
  byHand: (clientId: string) => string;
};

export type Redriven = { deleted: number; kept: number };

/**
 * Sends every alert that waits in one of the stack's queues to the function again, and nothing else that waits
 * there. A message is deleted only where each of its alerts was proven, is believably gone or was a drill.
 * @throws UsageError
 */
export const redrive = async (
  { stack, dryRun, acceptStale, byHand }: RedriveOptions,
  { cloudFormation, lambda, sqs }: RedriveClients,
  say: (line: string) => void,
): Promise<Redriven> => {
  const { functionName, alertsTarget, queueUrls } = await readStackParts(cloudFormation, stack);
  const ask = async (message: WaitingMessage, target: string, request: unknown) => {
    await message.hold();
    return askFunction(lambda, target, request);
  };
  const counts: Redriven = { deleted: 0, kept: 0 };

  const keep = (why: string) => {
    counts.kept += 1;
    say(`  kept: ${why}`);
  };
  const end = async (message: WaitingMessage) => {
    await message.delete();
    counts.deleted += 1;
    say('  deleted');
  };
  const show = (results: readonly Answered[] | undefined) => {
    for (const { outcome, summary, guard } of results ?? [])
      say(`  ${outcome}: ${summary}${guard === undefined ? '' : ` (guard ${guard.name})`}`);
  };

  /** @returns whether the person's own requests ended each client */
  const disableByHand = async (
    message: WaitingMessage,
    clientIds: readonly string[],
    event: unknown,
  ): Promise<boolean> => {
    const ofDrills = clientsOfDrillsIn(event);
    let allEnded = true;
    for (const clientId of clientIds) {
      const drill = ofDrills.includes(clientId);
      const results = await ask(message, functionName, requestByHand(clientId, { dryRun: drill }));
      show(results);
      const [result] = results ?? [];
      const isOfClient = results?.length === 1 && result?.client?.clientId === clientId;
      if (!isOfClient || !isEnded(result, { drill })) allEnded = false;
    }
    return allEnded;
  };

  const take = async (message: WaitingMessage) => {
    const event = keptEvent(message.body);
    say(headline(message));
    const facts = messageFacts(message, new Date());
    if (facts !== '') say(`  ${facts}`);
    if (isOfSchedule(event)) {
      if (dryRun) return keep('dry run, nothing was deleted');
      say('  obsolete by now, not sent');
      return end(message);
    }
    if (!holdsAlerts(event))
      return keep(`no alert: send it by hand if you mean it; --discard ${message.id} deletes it`);
    if (dryRun) return keep('dry run, nothing was sent');
    const results = await ask(message, alertsTarget, event);
    show(results);
    const judged = judge(results, { drill: isDrill(event), alerts: countAlerts(event) });
    switch (judged.verdict) {
      case 'ended':
        return end(message);
      case 'stale':
        if (acceptStale && (await disableByHand(message, judged.clientIds, event))) return end(message);
        keep(
          acceptStale
            ? 'not every client is proven off'
            : 'past the age limit; if its client must be off, run',
        );
        for (const clientId of judged.clientIds) say(`    ${byHand(clientId)}`);
        return;
      case 'kept':
        return keep(judged.why);
      default:
        return judged satisfies never;
    }
  };

  for await (const message of waitingMessages(sqs, queueUrls)) await take(message);
  say(`${counts.deleted} deleted, ${counts.kept} kept`);
  return counts;
};
