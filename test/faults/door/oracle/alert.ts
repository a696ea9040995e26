import { isPlainEvent, isSevere, isYoung, momentOf } from './envelope.ts';
import { at, isBlank, listOf, onlyClient } from './values.ts';

/** The portal of `openDoor`. */
const PORTAL = 'https://example.onlyoffice.com';

const isOfThisPortal = (address: unknown): boolean =>
  isBlank(address) ||
  (typeof address === 'string' && URL.canParse(address) && new URL(address).origin === PORTAL);

/** The clients that an alert of our own format may disable, if any. */
export const writableByAlert = (event: unknown): string[] => {
  const detail = (key: string): unknown => at(event, 'detail', key);
  const counts =
    isPlainEvent(event) &&
    (isBlank(detail('dryRun')) || detail('dryRun') === false) &&
    (isBlank(detail('severity')) || isSevere(detail('severity'))) &&
    isOfThisPortal(detail('portal')) &&
    isYoung([momentOf(detail('detectedAt'))], momentOf(at(event, 'time')));
  const single = [detail('clientId'), detail('client_id'), detail('cid')];
  const list = detail('clientIds');
  if (!counts) return [];
  if (isBlank(list) || (Array.isArray(list) && list.length === 0)) return onlyClient(single);
  const ids = listOf(list).flatMap((id) => onlyClient([id]));
  const beside = single.filter((id) => !isBlank(id));
  const isInList = beside.every((id) => onlyClient([id]).some((one) => ids.includes(one)));
  return isInList && listOf(list).length <= 100 ? ids : [];
};
