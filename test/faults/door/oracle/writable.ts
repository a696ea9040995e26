import { PROTECTED_ID } from '../../../lambda/payloads.ts';
import { writableByAlert } from './alert.ts';
import { writableByFindings } from './finding.ts';
import { at, isObject, isText, onlyClient } from './values.ts';

const EVENT_KEYS = ['detail-type', 'source', 'detail'];

const isEvent = (payload: unknown): boolean =>
  isObject(payload) && EVENT_KEYS.some((key) => Object.hasOwn(payload, key));

const writableByEvent = (event: unknown): string[] =>
  isEvent(event) ? (writableByFindings(event) ?? writableByAlert(event)) : [];

const KEYS_BY_HAND: Readonly<Record<'disable' | 'enable', readonly string[]>> = {
  disable: ['action', 'clientId', 'reason', 'operator', 'dryRun'],
  enable: ['action', 'clientId', 'reason', 'operator', 'acceptUnrotatedSecret'],
};

const isByHand = (payload: object, action: 'disable' | 'enable'): boolean =>
  (Object.hasOwn(payload, 'action') ? at(payload, 'action') : 'disable') === action &&
  Object.keys(payload).every((key) => KEYS_BY_HAND[action].includes(key)) &&
  isText(at(payload, 'reason'));

const isTold = (value: unknown): boolean => value !== undefined && value !== false;

type Writable = { off: readonly string[]; on: readonly string[] };

const writableByPerson = (payload: object): Writable => {
  const ids = onlyClient([at(payload, 'clientId')]);
  // Nothing is known of any client's secret yet: who enables has to say that it may be the old one.
  const enables = isByHand(payload, 'enable') && at(payload, 'acceptUnrotatedSecret') === true;
  const disables = isByHand(payload, 'disable') && !isTold(at(payload, 'dryRun'));
  return { off: disables ? ids : [], on: enables ? ids : [] };
};

const writableBy = (payload: unknown): Writable => {
  if (Array.isArray(payload))
    return { off: payload.length > 100 ? [] : payload.flatMap(writableByEvent), on: [] };
  if (isEvent(payload)) return { off: writableByEvent(payload), on: [] };
  return isObject(payload) ? writableByPerson(payload) : { off: [], on: [] };
};

/**
 * What a payload may write at the most, to the portal of `openDoor` and under its settings: said again, in other words
 * and without anything of the door's, so that a mistake there is not repeated here.
 */
export const writable = (payload: unknown): Writable => {
  const { off, on } = writableBy(payload);
  const isFree = (id: string) => id !== PROTECTED_ID;
  return { off: off.filter(isFree), on: on.filter(isFree) };
};
