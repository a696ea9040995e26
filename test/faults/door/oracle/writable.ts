import { PROTECTED_ID } from '../../../lambda/payloads.ts';
import { QUEUE, TOPIC } from '../../../wrapped.ts';
import { writableByAlert } from './alert.ts';
import { writableByFindings } from './finding.ts';
import { at, isObject, isText, listOf, onlyClient } from './values.ts';
import { isOfMachine, type Wrapped, wrappedIn } from './wrapper.ts';

/** Those of `openDoor`. */
const TRANSPORTS: readonly string[] = [TOPIC, QUEUE];

const EVENT_KEYS = ['detail-type', 'source', 'detail'];

const isEvent = (payload: unknown): boolean =>
  isObject(payload) && EVENT_KEYS.some((key) => Object.hasOwn(payload, key));

const writableByEvent = (event: unknown): string[] =>
  isEvent(event) && at(event, 'source') !== 'docspace.oauth2-kill-switch'
    ? (writableByFindings(event, false) ?? writableByAlert(event))
    : [];

/** Findings need a topic or queue that the settings name, and nobody knows who wrote a text. */
const writableByWrapped = ({ event, by }: Wrapped): string[] => {
  if (!isEvent(event) || (by !== undefined && !TRANSPORTS.includes(by))) return [];
  const byFindings = writableByFindings(event, true);
  if (byFindings !== undefined) return by === undefined ? [] : byFindings;
  const source = at(event, 'source');
  return typeof source === 'string' && source.trim() === 'security.alerts' ? writableByAlert(event) : [];
};

const KEYS_BY_HAND: Readonly<Record<'disable' | 'enable' | 'rotate', readonly string[]>> = {
  disable: ['action', 'clientId', 'reason', 'operator', 'dryRun'],
  enable: ['action', 'clientId', 'reason', 'operator', 'acceptUnrotatedSecret', 'rotateSecret'],
  rotate: ['action', 'clientId', 'reason', 'operator'],
};

const isByHand = (payload: object, action: keyof typeof KEYS_BY_HAND): boolean =>
  (Object.hasOwn(payload, 'action') ? at(payload, 'action') : 'disable') === action &&
  Object.keys(payload).every((key) => KEYS_BY_HAND[action].includes(key)) &&
  isText(at(payload, 'reason'));

const isTold = (value: unknown): boolean => value !== undefined && value !== false;

type Writable = { off: readonly string[]; on: readonly string[] };

const writableByPerson = (payload: object): Writable => {
  const ids = onlyClient([at(payload, 'clientId')]);
  // Nothing is known of any client's secret yet: who enables has to say that it may be the old one.
  const enables = isByHand(payload, 'enable') && at(payload, 'acceptUnrotatedSecret') === true;
  // The secret of this portal never changes, so that a rotation disables and no more.
  const rotates =
    isByHand(payload, 'rotate') || (isByHand(payload, 'enable') && isTold(at(payload, 'rotateSecret')));
  const disables = rotates || (isByHand(payload, 'disable') && !isTold(at(payload, 'dryRun')));
  return { off: disables ? ids : [], on: enables && !rotates ? ids : [] };
};

const NOTHING: Writable = { off: [], on: [] };

const writableByMachine = (payload: unknown): Writable => {
  if (isEvent(payload)) return { off: writableByEvent(payload), on: [] };
  const events = listOf(payload).length > 100 ? [] : listOf(payload);
  // In a list, a whole record stays one, whatever other keys it has.
  const wrapped = (Array.isArray(payload) ? payload : [payload]).flatMap(wrappedIn);
  return { off: [...events.flatMap(writableByEvent), ...wrapped.flatMap(writableByWrapped)], on: [] };
};

const writableByAnybody = (payload: unknown): Writable =>
  Array.isArray(payload) || isEvent(payload) || !isObject(payload) || isOfMachine(payload)
    ? writableByMachine(payload)
    : writableByPerson(payload);

/** The ways by which a payload comes, and what the security page says about each. */
const WAYS: Readonly<Record<string, (payload: unknown) => Writable>> = {
  alerts: writableByMachine,
  schedule: () => NOTHING,
  responder: (payload) => ({ off: writableByAnybody(payload).off, on: [] }),
  unqualified: writableByAnybody,
};

/**
 * What a payload may write at the most, by the way it came, to the portal of `openDoor` and under its settings: said again, in other words
 * and without anything of the door's, so that a mistake there is not repeated here.
 */
export const writable = (payload: unknown, way: string): Writable => {
  const { off, on } = WAYS[way]?.(payload) ?? NOTHING;
  const isFree = (id: string) => id !== PROTECTED_ID;
  return { off: off.filter(isFree), on: on.filter(isFree) };
};
