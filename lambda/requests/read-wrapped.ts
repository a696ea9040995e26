import * as z from 'zod/mini';
import type { Inputs } from '../contract/finding-format.ts';
import { idOfPosition } from '../contract/text.ts';
import type { EventReading, Reading } from './reading.ts';
import { keptOut, refused } from './refused.ts';
import { type Carrier, MAX_RECORDS, type Message, unwrap } from './wrappers.ts';

type ReadEvent = (event: unknown, inputs: Inputs, isWrapped: true) => EventReading;

/** As many as an array of events may hold. */
const MAX_EVENTS = 100;

/** Where the account is in `arn:aws:sqs:<region>:<account>:<name>`. */
const ACCOUNT_OF_ARN = 4;

const AccountSchema = z.object({ account: z.string() });

/** Each event of a message: its text may be a list of them. */
const eventsIn = (message: Message): Message[] => {
  const { carrier, content, problem } = message;
  if (problem !== undefined || !Array.isArray(content)) return [message];
  return content.length >= 1 && content.length <= MAX_EVENTS
    ? content.map((event) => ({ carrier, content: event }))
    : [{ carrier, content, problem: `must hold 1 to ${MAX_EVENTS} events, not ${content.length}` }];
};

/** With the identity of the message that brought it: the writer of the text cannot choose that. */
const broughtBy =
  ({ messageId, transport }: Carrier, position: number) =>
  (reading: Reading): Reading => {
    const eventId = position === 0 ? messageId : `${messageId}${idOfPosition(position)}`;
    const identity = { eventId, transport };
    if (reading.kind === 'alert') return { ...reading, alert: { ...reading.alert, ...identity } };
    return reading.kind === 'invalid'
      ? { ...reading, unreadable: { ...reading.unreadable, ...identity } }
      : { ...reading, finding: { ...reading.finding, eventId } };
  };

const notIn = (setting: 'alertTransports' | 'alertSources' | 'alertAccounts', what: string) => ({
  setting,
  problem: `${what} is not in the setting ${setting} (ALERT_${setting.slice('alert'.length).toUpperCase()})`,
});

/** Why it does not count, and the setting that decides it: no rule has filtered what comes wrapped. */
const reasonToKeepOut = (
  { format, event, readings }: EventReading,
  carrier: Carrier | undefined,
  { wrapped: { transports, sources, accounts } }: Inputs,
): Parameters<typeof keptOut>[0] | undefined => {
  const isFinding = format !== 'alert';
  if (carrier === undefined && isFinding)
    return { problem: 'is a finding inside a text: let a rule deliver the event' };
  if (carrier !== undefined && !transports.has(carrier.transport) && (isFinding || transports.size > 0))
    return notIn('alertTransports', 'the topic or queue that brought it');
  const [alert] = readings.flatMap((reading) => (reading.kind === 'alert' ? [reading.alert] : []));
  if (alert === undefined) return undefined;
  if (!isFinding && !sources.has(alert.source)) return notIn('alertSources', 'its source');
  const account = AccountSchema.safeParse(event).data?.account ?? '';
  // Security Hub sends from the own account: that of the topic or queue.
  const isOwn = isFinding && carrier?.transport.split(':')[ACCOUNT_OF_ARN] === account;
  return accounts.size === 0 || isOwn || accounts.has(account)
    ? undefined
    : notIn('alertAccounts', 'its account');
};

/** Reads what comes wrapped, each message by itself; `undefined` if the payload has no wrapper. */
export const readWrapped = (
  payload: unknown,
  inputs: Inputs,
  readEvent: ReadEvent,
): EventReading[] | undefined => {
  const messages = unwrap(payload)?.flatMap(eventsIn);
  if (messages === undefined) return undefined;
  if (messages.length > MAX_RECORDS)
    return [refused(payload, [`must hold at most ${MAX_RECORDS} events, not ${messages.length}`], inputs)];
  const positions = new Map<string, number>();
  return messages.map(({ carrier, content, problem }) => {
    const read =
      problem === undefined ? readEvent(content, inputs, true) : refused(content, [problem], inputs);
    const reason = reasonToKeepOut(read, carrier, inputs);
    const readings = reason === undefined ? read.readings : read.readings.map(keptOut(reason));
    if (carrier === undefined) return { ...read, readings };
    const position = positions.get(carrier.messageId) ?? 0;
    positions.set(carrier.messageId, position + 1);
    return { ...read, readings: readings.map(broughtBy(carrier, position)) };
  });
};
