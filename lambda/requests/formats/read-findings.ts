import * as z from 'zod/mini';
import { CLIENT_ID_MISSING, ClientIdSchema } from '../../contract/client-id.ts';
import { envelope, OnlyDisableSchema } from '../../contract/envelope.ts';
import { CUSTOM_ACTION, type FindingFormat, type Inputs } from '../../contract/finding-format.ts';
import { absent } from '../../contract/lenient.ts';
import { LineSchema } from '../../contract/text.ts';
import { firstOf, type Placed, placedAlert } from '../placed.ts';
import { MOST_PROBLEMS, readInWords } from '../problems.ts';
import type { Reading } from '../reading.ts';
import { type Unreadable, unreadable } from '../unreadable.ts';
import type { FindingAdapter } from './finding-adapter.ts';

/** Events carry one finding, custom actions a handful. */
const MOST_FINDINGS = 100;
const COUNT = `must hold 1 to ${MOST_FINDINGS} findings`;

const FindingEventSchema = z.looseObject({
  ...envelope,
  detail: z.looseObject({
    action: OnlyDisableSchema,
    actionName: z.optional(z.unknown()),
    findings: z.array(z.unknown(), COUNT).check(z.minLength(1, COUNT), z.maxLength(MOST_FINDINGS, COUNT)),
  }),
});

type FindingEvent = z.infer<typeof FindingEventSchema>;

const seenFromEvent = <T>({ place, value }: Placed<T>, at: number): Placed<T> => ({
  place: `detail.findings.${at}.${place}`,
  value,
});

/** The one client that the values under the key name, or what is wrong with them. */
const clientOf = (
  named: readonly Placed<unknown>[],
  empty: readonly Placed<unknown>[],
): Placed<string> | { problems: string[] } => {
  const parsed = named.map(({ place, value }) => ({ place, id: ClientIdSchema.safeParse(value) }));
  const problems = parsed.flatMap(({ place, id }) =>
    id.success ? [] : id.error.issues.slice(0, 1).map(({ message }) => `${place} ${message}`),
  );
  if (problems.length > 0) return { problems: problems.slice(0, MOST_PROBLEMS) };
  const found = parsed.flatMap(({ place, id }) => (id.success ? [{ place, value: id.data }] : []));
  const [first] = found;
  const other = found.find(({ value }) => value !== first?.value);
  if (first === undefined)
    return { problems: empty.slice(0, MOST_PROBLEMS).map(({ place }) => `${place} ${CLIENT_ID_MISSING}`) };
  if (other === undefined) return first;
  return {
    problems: [`names two different clients in ${first.place} and ${other.place}; which one is meant?`],
  };
};

const readFinding = (
  finding: unknown,
  at: number,
  event: FindingEvent,
  { format, adapter, inputs }: { format: FindingFormat; adapter: FindingAdapter; inputs: Inputs },
): Reading => {
  const findingId = adapter.idOf(finding);
  const searches = adapter.search(finding, inputs.clientIdKey).map(({ where, found }) => ({
    where,
    named: found.filter(({ value }) => absent(value) !== undefined),
    empty: found.filter(({ value }) => absent(value) === undefined),
  }));
  const inVain = searches.filter(({ named }) => named.length === 0).map(({ where }) => where);
  const named = searches.flatMap((search) => search.named).map((found) => seenFromEvent(found, at));
  const empty = searches.flatMap((search) => search.empty).map((found) => seenFromEvent(found, at));
  const ignored = { eventId: event.id, findingId, format };
  if (event['detail-type'] === CUSTOM_ACTION && event.detail.actionName !== inputs.actionName)
    return { kind: 'ignored', inVain, finding: { because: 'other-button', ...ignored } };
  if (named.length + empty.length === 0)
    return { kind: 'ignored', inVain, finding: { because: 'no-key', ...ignored } };
  const client = clientOf(named, empty);
  const fields = readInWords(adapter.fields, finding);
  if ('problems' in client || !fields.success) {
    const clientProblems = 'problems' in client ? client.problems : [];
    const problems = [
      ...clientProblems,
      ...(fields.success ? [] : fields.problems.map((problem) => `detail.findings.${at}.${problem}`)),
    ].map((problem) => LineSchema.parse(problem));
    const told: Unreadable = {
      ...unreadable('alert', event, problems),
      eventId: event.id,
      source: event.source,
      findingId: findingId ?? String(at),
      alertId: findingId,
      clientId: 'problems' in client ? undefined : client.value,
    };
    return { kind: 'invalid', inVain, unreadable: told };
  }
  const { id, severity, reason, detectedAt, inactive } = fields.data;
  const chosenByPerson = event['detail-type'] === CUSTOM_ACTION;
  const delivered = { place: 'time', value: event.time };
  const inPlace = <T>(placed: Placed<T>) => (placed.place === 'default' ? placed : seenFromEvent(placed, at));
  const placed = placedAlert(
    {
      clientId: client,
      alertId: firstOf([seenFromEvent(id, at)], { place: 'id', value: event.id }),
      severity: inPlace(severity),
      reason: inPlace(reason),
      detectedAt: chosenByPerson
        ? delivered
        : firstOf(
            detectedAt.map((candidate) => seenFromEvent(candidate, at)),
            delivered,
          ),
    },
    {
      deliveredAt: event.time,
      eventId: event.id,
      findingId: findingId ?? String(at),
      source: event.source,
      detector: undefined,
      portal: undefined,
      replay: event['replay-name'],
      chosenByPerson,
      inactive,
      dryRun: false,
    },
  );
  return { kind: 'alert', inVain, ...placed };
};

/**
 * What an event of Security Hub comes to: a reading for each finding in it. A person who pressed a button is told
 * if none of the findings names a client; what arrives by itself without one is none of ours.
 */
export const readFindings = (
  payload: unknown,
  format: FindingFormat,
  adapter: FindingAdapter,
  inputs: Inputs,
): Reading[] => {
  const everywhere = adapter.search(undefined, inputs.clientIdKey).map(({ where }) => where);
  const parsed = readInWords(FindingEventSchema, payload);
  if (!parsed.success) {
    return [{ kind: 'invalid', inVain: [], unreadable: unreadable('alert', payload, parsed.problems) }];
  }
  const event = parsed.data;
  const readings = event.detail.findings.map((finding, at) =>
    readFinding(finding, at, event, { format, adapter, inputs }),
  );
  const isOurButton = event['detail-type'] === CUSTOM_ACTION && event.detail.actionName === inputs.actionName;
  const isForNobody = readings.every(({ kind }) => kind === 'ignored');
  if (!isOurButton || !isForNobody) return readings;
  const problem = `no finding names a client; looked for in ${everywhere.join('; ')}`;
  return [{ kind: 'invalid', inVain: everywhere, unreadable: unreadable('alert', payload, [problem]) }];
};
