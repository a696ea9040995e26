import * as z from 'zod/mini';
import { CLIENT_ID_MISSING, type ClientId, ClientIdSchema } from '../contract/client-id.ts';
import { envelope, OnlyDisableSchema } from '../contract/envelope.ts';
import { CUSTOM_ACTION, type FindingFormat, type Inputs } from '../contract/finding-format.ts';
import { absent, idOfPosition, LineSchema } from '../contract/text.ts';
import { type Alert, clocksOf } from './alert.ts';
import type { FindingAdapter, Found } from './finding-adapter.ts';
import { findingReference } from './finding-reference.ts';
import { MAX_PROBLEMS, readInWords } from './problems.ts';
import type { Reading } from './reading.ts';
import { unreadable } from './unreadable.ts';

/** Events carry one finding, custom actions a handful. */
const MAX_FINDINGS = 100;
const COUNT = `must hold 1 to ${MAX_FINDINGS} findings`;

const FindingEventSchema = z.looseObject({
  ...envelope,
  detail: z.looseObject({
    action: OnlyDisableSchema,
    actionName: z.optional(z.unknown()),
    findings: z.array(z.unknown(), COUNT).check(z.minLength(1, COUNT), z.maxLength(MAX_FINDINGS, COUNT)),
  }),
});

type FindingEvent = z.infer<typeof FindingEventSchema>;

type Context = {
  format: FindingFormat;
  adapter: FindingAdapter;
  inputs: Inputs;
  /** Then nobody knows who sent it, even if it says that a button was pressed. */
  isWrapped: boolean;
};

const isPresent = ({ value }: Found): boolean => absent(value) !== undefined;

/** The one client that the values under the key name, or what is wrong with them. */
const clientOf = (found: readonly Found[]): { clientId: ClientId } | { problems: string[] } => {
  const named = found.filter(isPresent);
  if (named.length === 0) return { problems: found.map(({ place }) => `${place} ${CLIENT_ID_MISSING}`) };
  const [first, ...others] = named.map(({ place, value }) => ({
    place,
    id: ClientIdSchema.safeParse(value),
  }));
  const problems = [first, ...others].flatMap((client) =>
    client === undefined || client.id.success
      ? []
      : client.id.error.issues.slice(0, 1).map(({ message }) => `${client.place} ${message}`),
  );
  if (first?.id.data === undefined || problems.length > 0) return { problems };
  const clientId = first.id.data;
  const other = others.find(({ id }) => id.data !== clientId);
  return other === undefined
    ? { clientId }
    : { problems: [`names two different clients in ${first.place} and ${other.place}; which one is meant?`] };
};

const isFromButton = (event: FindingEvent): boolean => event['detail-type'] === CUSTOM_ACTION;

const readFinding = (
  finding: unknown,
  at: number,
  event: FindingEvent,
  { format, adapter, inputs, isWrapped }: Context,
): Reading => {
  const findingId = adapter.idOf(finding);
  const place = `detail.findings.${at}`;
  const found = adapter
    .search(finding, inputs.clientIdKey)
    .flatMap((search) => search.found)
    .map((one) => ({ place: `${place}.${one.place}`, value: one.value }));
  const ignored = { eventId: event.id, findingId, format };
  if (isFromButton(event) && event.detail.actionName !== inputs.actionName)
    return { kind: 'ignored', finding: { because: 'other-button', ...ignored } };
  const identity = { eventId: event.id, source: event.source, findingId: findingId ?? idOfPosition(at) };
  if (found.length === 0) {
    if (!isFromButton(event)) return { kind: 'ignored', finding: { because: 'no-key', ...ignored } };
    const places = adapter.search(undefined, inputs.clientIdKey).map(({ where }) => where);
    const problems = [`${place} names no client; looked for in ${places.join('; ')}`];
    return {
      kind: 'invalid',
      unreadable: { ...unreadable('alert', event, problems), ...identity, alertId: findingId },
    };
  }
  const client = clientOf(found);
  const fields = readInWords(adapter.fields, finding);
  if ('problems' in client || !fields.success) {
    const problems = [
      ...('problems' in client ? client.problems.slice(0, MAX_PROBLEMS) : []),
      ...(fields.success ? [] : fields.problems.map((problem) => `${place}.${problem}`)),
    ].map((problem) => LineSchema.parse(problem));
    const clientId = 'problems' in client ? undefined : client.clientId;
    return {
      kind: 'invalid',
      unreadable: { ...unreadable('alert', event, problems), ...identity, alertId: findingId, clientId },
    };
  }
  const chosenByPerson = isFromButton(event) && !isWrapped;
  const { severity, reason, inactive } = fields.data;
  // A button is pressed when its event is sent, whenever the finding was seen.
  const times = chosenByPerson ? { seen: [event.time], changed: [] } : fields.data;
  const { account, region } = event;
  const reference = findingReference(adapter.addressOf(finding), fields.data.seen, {
    format,
    account,
    region,
  });
  const alert: Alert = {
    trigger: 'alert',
    action: 'disable',
    clientId: client.clientId,
    ...identity,
    alertId: findingId ?? event.id,
    severity,
    reason,
    detector: undefined,
    transport: undefined,
    portal: undefined,
    ...clocksOf(times, event.time),
    replay: event['replay-name'],
    chosenByPerson,
    inactive,
    dryRun: false,
    finding: reference.finding,
    // A button is no echo of anything: a person waits for an answer.
    echoOf: isFromButton(event) ? undefined : reference.echoOf,
  };
  return { kind: 'alert', alert };
};

/**
 * Reads an event of Security Hub: a reading for each finding in it. A person who pressed the button gets an answer for
 * every finding; one that arrives by itself and names no client is not for us.
 */
export const readFindings = (payload: unknown, context: Context): Reading[] => {
  const parsed = readInWords(FindingEventSchema, payload);
  if (!parsed.success)
    return [{ kind: 'invalid', unreadable: unreadable('alert', payload, parsed.problems) }];
  const event = parsed.data;
  return event.detail.findings.map((finding, at) => readFinding(finding, at, event, context));
};
