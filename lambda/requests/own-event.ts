import * as z from 'zod/mini';
import { ALERT_DETAIL_TYPE } from '../contract/alert-event.ts';
import { METRICS_NAMESPACE } from '../contract/metric-names.ts';
import { RESULT_SOURCE } from '../contract/result.ts';

const SaysAlertSchema = z.object({ 'detail-type': z.literal(ALERT_DETAIL_TYPE) });

/** What every result has in its event, and in the mail about it. */
const OF_RESULTS = [
  ['"resultId":"', '"requestKey":"'],
  ['Outcome:', 'Request:', 'Result:', 'Whattodo:'],
] as const;

const keyed = (key: string, value: string): string => `"${key}":"${value}`;

/** JSON without blanks and escapes, so that what was encoded twice reads like what was encoded once. */
const bareText = (payload: unknown): string => {
  try {
    return (JSON.stringify(payload) ?? '').replaceAll(/[\\\s]/g, '');
  } catch {
    // Too deep to be written down: nothing of ours is.
    return '';
  }
};

/**
 * Whether the kill switch itself has sent what cannot be read: a result, the mail about one, or the change of one of
 * its alarms, however it was wrapped on its way back. An answer to it would come back as well, and so on. Whatever says
 * that it is an alert is none of these.
 */
export const isOwnEvent = (payload: unknown, functionName: string): boolean => {
  if (SaysAlertSchema.safeParse(payload).success) return false;
  const text = bareText(payload);
  const marks = [
    keyed('source', RESULT_SOURCE),
    ...['namespace', 'Namespace'].map((key) => keyed(key, METRICS_NAMESPACE)),
    ...['alarmName', 'AlarmName'].map((key) => keyed(key, `${functionName}-`)),
  ];
  return (
    marks.some((mark) => text.includes(mark)) ||
    OF_RESULTS.some((parts) => parts.every((part) => text.includes(part)))
  );
};
