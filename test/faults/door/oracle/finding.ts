import { isPlainEvent, isSevere, isYoung, millisecondsOf, momentOf } from './envelope.ts';
import { at, fieldsOf, isBlank, listOf, onlyClient } from './values.ts';

const KEY = 'docspaceOAuth2ClientId';

type Finding = {
  /** Whatever stands where a client may be named. */
  named: unknown[];
  isSevere: boolean;
  /** Nobody has to act on it any more. */
  isPutAway: boolean;
  /** When it was seen, by the fields that count; NaN where one can't be read. */
  seen: number[];
};

const isNormalizedSevere = (value: unknown): boolean => {
  if (isBlank(value)) return true;
  return Number.isInteger(value) && Number(value) >= 70 && Number(value) <= 100;
};

const loud = (value: unknown): string => (typeof value === 'string' ? value.trim().toUpperCase() : '');

/** Of Security Hub CSPM. */
const asff = (finding: unknown): Finding => {
  const severity = (key: string): unknown => at(finding, 'Severity', key);
  return {
    named: [
      ...fieldsOf(at(finding, 'ProductFields')).filter(([name]) => name === KEY || name.endsWith(`/${KEY}`)),
      ...fieldsOf(at(finding, 'UserDefinedFields')).filter(([name]) => name === KEY),
      ...listOf(at(finding, 'Resources'))
        .filter((resource) => at(resource, 'Type') === 'Other')
        .flatMap((resource) => fieldsOf(at(resource, 'Details', 'Other')).filter(([name]) => name === KEY)),
    ].map(([, value]) => value),
    isSevere: isBlank(severity('Label'))
      ? isNormalizedSevere(severity('Normalized'))
      : isSevere(severity('Label')),
    isPutAway:
      ['SUPPRESSED', 'RESOLVED'].includes(loud(at(finding, 'Workflow', 'Status'))) ||
      loud(at(finding, 'RecordState')) === 'ARCHIVED',
    seen: [at(finding, 'LastObservedAt'), at(finding, 'CreatedAt')]
      .filter((time) => !isBlank(time))
      .map(momentOf),
  };
};

/** Of Security Hub: OCSF. */
const ocsf = (finding: unknown): Finding => ({
  named: [
    ...listOf(at(finding, 'resources'))
      .filter((resource) => at(resource, 'type') === KEY)
      .map((resource) => at(resource, 'uid')),
    at(finding, 'unmapped', KEY),
  ],
  isSevere: at(finding, 'class_uid') === 2004 && ![1, 2, 3].some((id) => at(finding, 'severity_id') === id),
  isPutAway:
    [3, 4, 5, 6].some((id) => at(finding, 'status_id') === id) ||
    at(finding, 'activity_id') === 3 ||
    ([undefined, null, 0, 99].some((id) => at(finding, 'status_id') === id) &&
      ['SUPPRESSED', 'RESOLVED', 'ARCHIVED', 'DELETED'].includes(loud(at(finding, 'status')))),
  seen: [
    at(finding, 'finding_info', 'last_seen_time'),
    at(finding, 'finding_info', 'first_seen_time'),
    at(finding, 'time'),
  ]
    .filter((time) => !isBlank(time))
    .map(millisecondsOf),
});

const PRESSED = 'Security Hub Findings - Custom Action';

const FORMATS: readonly [string, (finding: unknown) => Finding][] = [
  ['Security Hub Findings - Imported', asff],
  [PRESSED, asff],
  ['Findings Imported V2', ocsf],
];

/** The clients that an event of findings may put off; nothing at all where it is no such event. */
export const writableByFindings = (event: unknown, isWrapped: boolean): string[] | undefined => {
  const type = at(event, 'detail-type');
  const read = FORMATS.find(([name]) => name === type)?.[1];
  const detail = at(event, 'detail');
  const isHub = at(event, 'source') === 'aws.securityhub';
  if (!isHub || read === undefined || !fieldsOf(detail).some(([name]) => name === 'findings'))
    return undefined;
  const findings = listOf(at(detail, 'findings'));
  if (!isPlainEvent(event) || findings.length > 100) return [];
  const deliveredAt = momentOf(at(event, 'time'));
  const isPressed = type === PRESSED && !isWrapped;
  if (type === PRESSED && at(detail, 'actionName') !== 'Disable OAuth client') return [];
  return findings.map(read).flatMap(({ named, seen, ...finding }) => {
    const isReadable = seen.every((time) => !Number.isNaN(time));
    const isNow = isReadable && isYoung(isPressed ? [] : seen, deliveredAt);
    // A button that a person pressed counts as severe enough, and as of this moment.
    return isNow && (isPressed || finding.isSevere) && !finding.isPutAway ? onlyClient(named) : [];
  });
};
