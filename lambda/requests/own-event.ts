import * as z from 'zod/mini';
import { ALARM_ANCHORS } from '../contract/alarm-anchor.ts';
import { FINDING_FORMATS } from '../contract/finding-format.ts';
import { METRICS_NAMESPACE } from '../contract/metric-names.ts';
import { OutcomeSchema } from '../contract/outcome.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../contract/result.ts';
import { jsonIn, messageIn } from './wrappers.ts';

/** Nothing of ours comes back in more wrappers. */
const MAX_LAYERS = 12;

const LayerSchema = z.catch(z.looseObject({}), {});

const HashSchema = z.string().check(z.regex(/^[0-9a-f]{32}$/));

/** The detail of a result: the answer of the function. */
const ResultSchema = z.object({
  schemaVersion: z.string(),
  resultId: HashSchema,
  requestKey: HashSchema,
  outcome: OutcomeSchema,
});

/** A mail about a result from its summary to its last line, without the quotes that EventBridge puts around a line. */
const MAIL =
  /^((Dry run: |No )?OAuth2 client|The (kill|circuit|drift|ledger|request)|Whether the |https?:\S+ does not know OAuth2 client).*\nOutcome: [a-z-]+\nSeverity: [a-z]+\nWhen: \S+\nRequest: [0-9a-f]{32}\nResult: [0-9a-f]{32}\nWhat to do: \S+\nFunction: \S+\s*$/;

/** Longer than any mail: no expression is tried on more. */
const MAX_MAIL = 2_000;

const isOwnMail = (text: string): boolean => text.length <= MAX_MAIL && MAIL.test(text.replaceAll('"', ''));

const OwnNamespaceSchema = z.literal(METRICS_NAMESPACE);

/** An alarm on metrics that only the kill switch writes, as a bus or a function gets it, and as a topic does. */
const AlarmOnOwnMetricsSchema = z.union([
  z.object({
    configuration: z.object({
      metrics: z
        .array(z.object({ metricStat: z.object({ metric: z.object({ namespace: OwnNamespaceSchema }) }) }))
        .check(z.minLength(1)),
    }),
  }),
  z.object({ Trigger: z.object({ Namespace: OwnNamespaceSchema }) }),
]);

/** By its exact name, because a detector's alarm may begin like ours; or by its metrics. */
const isOwnAlarm = (payload: unknown, functionName: string): boolean => {
  const { alarmName, NewStateValue, AlarmName } = LayerSchema.parse(payload);
  const name = NewStateValue === undefined ? alarmName : AlarmName;
  if (name === undefined) return false;
  const owners = [functionName, ...FINDING_FORMATS.map((format) => `${functionName}-${format}`)];
  return (
    owners.some((owner) => ALARM_ANCHORS.some((anchor) => name === `${owner}-${anchor}`)) ||
    AlarmOnOwnMetricsSchema.safeParse(payload).success
  );
};

/**
 * What a batch, the record of a Lambda destination or an HTTP request holds. The function answers an empty list to what
 * it ignores: then the request decides.
 */
const heldIn = ({
  Records,
  requestPayload,
  responsePayload,
  requestContext,
  body,
}: z.infer<typeof LayerSchema>) =>
  Array.isArray(responsePayload) && responsePayload.length === 0
    ? requestPayload
    : (responsePayload ?? Records ?? (requestContext === undefined ? undefined : body));

/**
 * Whether the kill switch itself has sent what cannot be read: a result, the mail about one, or the change of one of
 * its alarms, however it was wrapped on its way back. An answer to it would come back as well, and so on. Each layer is
 * judged by its shape, never by what it quotes: an alert that is taken for ours would end in silence.
 */
export const isOwnEvent = (payload: unknown, functionName: string, layers = MAX_LAYERS): boolean => {
  const isOwn = (inside: unknown): boolean => layers > 0 && isOwnEvent(inside, functionName, layers - 1);
  if (typeof payload === 'string') return isOwnMail(payload) || isOwn(jsonIn(payload)?.json);
  if (Array.isArray(payload)) return payload.length > 0 && payload.every(isOwn);
  const layer = LayerSchema.parse(payload);
  const { source, 'detail-type': detailType, detail, alarmData } = layer;
  switch (source) {
    case RESULT_SOURCE:
      return detailType === RESULT_DETAIL_TYPE;
    case 'aws.cloudwatch':
      return isOwnAlarm(detail ?? alarmData, functionName);
    // A Lambda destination that is a bus.
    case 'lambda':
      return isOwn(detail);
    case undefined: {
      const held = messageIn(layer)?.content ?? heldIn(layer);
      return held === undefined
        ? ResultSchema.safeParse(layer).success || isOwnAlarm(layer, functionName)
        : isOwn(held);
    }
    default:
      return false;
  }
};
