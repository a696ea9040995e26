const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (object: Fields, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const canonical = (value: unknown): string[] => {
  if (typeof value !== 'string' || value.length > 100) return [];
  const id = value.trim().toLowerCase();
  return UUID.test(id) ? [id] : [];
};

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const onlyDisables = (object: Fields): boolean =>
  isBlank(own(object, 'action')) || own(object, 'action') === 'disable';

const KEY = 'docspaceOAuth2ClientId';

const fields = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce((object, key) => (isObject(object) ? own(object, key) : undefined), value);

/** Whatever stands in a finding where a client may be named. */
const namedIn = (finding: unknown): unknown[] =>
  [
    ...fields(at(finding, 'ProductFields')).filter(([name]) => name === KEY || name.endsWith(`/${KEY}`)),
    ...fields(at(finding, 'UserDefinedFields')).filter(([name]) => name === KEY),
    ...list(at(finding, 'Resources')).flatMap((resource) =>
      at(resource, 'Type') === 'Other'
        ? fields(at(resource, 'Details', 'Other')).filter(([name]) => name === KEY)
        : [],
    ),
    ...list(at(finding, 'resources')).map((resource) => [at(resource, 'type'), at(resource, 'uid')]),
    ...fields(at(finding, 'unmapped')),
  ].flatMap(([name, value]) => (name === KEY || String(name).endsWith(`/${KEY}`) ? [value] : []));

/** What nobody has to act on any more, by whatever field. */
const isPutAway = (finding: unknown): boolean =>
  ['SUPPRESSED', 'RESOLVED'].includes(String(at(finding, 'Workflow', 'Status'))) ||
  at(finding, 'RecordState') === 'ARCHIVED' ||
  [3, 4, 5, 6].some((status) => at(finding, 'status_id') === status);

const writableByFinding = (finding: unknown): string[] => {
  const ids = new Set(namedIn(finding).flatMap(canonical));
  return ids.size === 1 && !isPutAway(finding) ? [...ids] : [];
};

const FINDING_TYPES = [
  'Security Hub Findings - Imported',
  'Security Hub Findings - Custom Action',
  'Findings Imported V2',
];

/** What a guard holds back for itself: too little severity, or told a second time. */
const isHeldBack = (event: Fields, detail: Fields): boolean =>
  ['informational', 'low', 'medium'].includes(String(own(detail, 'severity')).trim().toLowerCase()) ||
  !isBlank(own(event, 'replay-name'));

/** What one event may write off, at the most. */
const writableByEvent = (event: unknown): string[] => {
  if (!isObject(event)) return [];
  const detail = own(event, 'detail');
  if (!isObject(detail)) return [];
  const isFindings =
    own(event, 'source') === 'aws.securityhub' &&
    FINDING_TYPES.some((type) => own(event, 'detail-type') === type) &&
    Object.hasOwn(detail, 'findings');
  if (isFindings) {
    const isNamed = isText(own(event, 'id')) && isText(own(event, 'time'));
    if (!isNamed || !onlyDisables(event) || !onlyDisables(detail)) return [];
    return list(own(detail, 'findings')).flatMap(writableByFinding);
  }
  const named = ['id', 'source', 'time'].every((key) => isText(own(event, key)));
  const isDrill = own(detail, 'dryRun') === true;
  if (isHeldBack(event, detail)) return [];
  if (!named || isDrill || !onlyDisables(event) || !onlyDisables(detail)) return [];
  const names = ['clientId', 'client_id'].map((key) => own(detail, key)).filter((name) => !isBlank(name));
  const ids = new Set(names.flatMap(canonical));
  // One client, and nothing beside it that may mean another.
  return ids.size === 1 && names.every((name) => canonical(name).length === 1) ? [...ids] : [];
};

const MANUAL_KEYS = ['action', 'clientId', 'reason', 'dryRun', 'operator', 'acceptUnrotatedSecret'];

const EVENT_KEYS = ['detail-type', 'source', 'detail'];

export type Writable = { off: ReadonlySet<string>; on: ReadonlySet<string> };

const NOTHING: ReadonlySet<string> = new Set();

/**
 * What a payload may write at the most: said again, in other words and without the door's own schemas, so that a
 * mistake there is not repeated here.
 */
export const writable = (payload: unknown): Writable => {
  if (Array.isArray(payload))
    return { off: new Set(payload.length > 100 ? [] : payload.flatMap(writableByEvent)), on: NOTHING };
  if (!isObject(payload)) return { off: NOTHING, on: NOTHING };
  if (EVENT_KEYS.some((key) => Object.hasOwn(payload, key)))
    return { off: new Set(writableByEvent(payload)), on: NOTHING };
  const isStrict = Object.keys(payload).every((key) => MANUAL_KEYS.includes(key));
  const action = own(payload, 'action') ?? 'disable';
  if (!isStrict || !isText(own(payload, 'reason')) || own(payload, 'dryRun') === true)
    return { off: NOTHING, on: NOTHING };
  const ids = new Set(canonical(own(payload, 'clientId')));
  if (action === 'disable') return { off: ids, on: NOTHING };
  return action === 'enable' ? { off: NOTHING, on: ids } : { off: NOTHING, on: NOTHING };
};
