import { REQUEST_KEYS } from '../contract/manual-request.ts';

/** `client_id` and `ClientID` are `clientId`. */
const plain = (key: string): string => key.toLowerCase().replaceAll(/[^a-z]/g, '');

/** Keys in which a slip counts: a machine's `age` is no `page`, and the others do not come without one of these. */
const TYPED_KEYS = ['action', 'clientid', 'reason', 'dryrun', 'operator'];

/** Whether two words are the same but for one letter that is wrong, missing, too many, or exchanged with the next. */
const differByOneSlip = (one: string, other: string): boolean => {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [left, right] = [one.slice(same), other.slice(same)];
  const isExchanged = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
  return (
    left.slice(1) === right.slice(1) || left.slice(1) === right || left === right.slice(1) || isExchanged
  );
};

/**
 * Whether a person typed this: an object with a key of a request by hand, or with one that is nearly one of the usual keys. A
 * person who mistypes a key gets the problems as an answer, and no alarm follows.
 */
export const isByHand = (payload: unknown): boolean => {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false;
  const known = REQUEST_KEYS.map(plain);
  return Object.keys(payload)
    .map(plain)
    .some((key) => known.includes(key) || TYPED_KEYS.some((usual) => differByOneSlip(key, usual)));
};
