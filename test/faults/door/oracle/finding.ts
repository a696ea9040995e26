import { isPlainEvent, isSevere, isYoung, momentOf } from './envelope.ts';
import { at, fieldsOf, isBlank, listOf, onlyClient } from './values.ts';

const KEY = 'docspaceOAuth2ClientId';

type Finding = {
  /** Whatever is in a place where a client may be named. */
  named: unknown[];
  isSevere: boolean;
  /** Nobody has to act on it any more. */
  isPutAway: boolean;
  /** When it was seen or changed, by the fields that count; NaN where one can't be read. */
  times: number[];
};

const isNormalizedSevere = (value: unknown): boolean => {
  if (isBlank(value)) return true;
  return Number.isInteger(value) && Number(value) >= 70 && Number(value) <= 100;
};

const upper = (value: unknown): string => (typeof value === 'string' ? value.trim().toUpperCase() : '');

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
      ['SUPPRESSED', 'RESOLVED'].includes(upper(at(finding, 'Workflow', 'Status'))) ||
      upper(at(finding, 'RecordState')) === 'ARCHIVED' ||
      ['FALSE_POSITIVE', 'BENIGN_POSITIVE'].includes(upper(at(finding, 'VerificationState'))) ||
      upper(at(finding, 'Compliance', 'Status')) === 'PASSED' ||
      at(finding, 'Sample') === true,
    times: [at(finding, 'LastObservedAt'), at(finding, 'UpdatedAt')].map(momentOf),
  };
};

/** Of those that are drawn, each that begins so takes the finding back. */
const CAPTIONS = ['SUPPRESSED', 'RESOLVED', 'ARCHIVED', 'DELETED', 'CLOSED', 'FALSE POSITIVE', 'BENIGN'];

const MILD = ['INFORMATIONAL', 'INFO', 'LOW', 'MEDIUM', 'MODERATE'];

const isMild = (id: unknown, caption: unknown): boolean =>
  [1, 2, 3].some((mild) => id === mild) || ((isBlank(id) || id === 99) && MILD.includes(upper(caption)));

/** Of Security Hub: OCSF. */
const ocsf = (finding: unknown): Finding => ({
  named: [
    ...listOf(at(finding, 'resources'))
      .filter((resource) => at(resource, 'type') === KEY)
      .map((resource) => at(resource, 'uid')),
    at(finding, 'unmapped', KEY),
  ],
  isSevere: at(finding, 'class_uid') === 2004 && !isMild(at(finding, 'severity_id'), at(finding, 'severity')),
  isPutAway:
    [1, 3, 5, 6, 10].some((id) => at(finding, 'verdict_id') === id) ||
    [3, 4, 5, 6].some((id) => at(finding, 'status_id') === id) ||
    at(finding, 'activity_id') === 3 ||
    ([undefined, null, 0, 99].some((id) => at(finding, 'status_id') === id) &&
      CAPTIONS.some((caption) => upper(at(finding, 'status')).startsWith(caption))),
  times: [
    at(finding, 'finding_info', 'last_seen_time'),
    at(finding, 'finding_info', 'modified_time'),
    at(finding, 'time'),
  ].map(momentOf),
});

const PRESSED = 'Security Hub Findings - Custom Action';

const FORMATS: readonly [string, (finding: unknown) => Finding][] = [
  ['Security Hub Findings - Imported', asff],
  [PRESSED, asff],
  ['Findings Imported V2', ocsf],
];

/** The clients that an event of findings may disable; none if it is no such event. */
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
  return findings.map(read).flatMap(({ named, times, ...finding }) => {
    const isNow = isYoung(isPressed ? [] : times, deliveredAt);
    // A button that a person pressed counts as severe enough, and as of this moment.
    return isNow && (isPressed || finding.isSevere) && !finding.isPutAway ? onlyClient(named) : [];
  });
};
