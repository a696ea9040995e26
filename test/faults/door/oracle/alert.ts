import { isPlainEvent, isSevere, isYoung, momentOf } from './envelope.ts';
import { at, isBlank, onlyClient } from './values.ts';

/** The portal of `openDoor`. */
const PORTAL = 'https://example.onlyoffice.com';

const isOfThisPortal = (address: unknown): boolean =>
  isBlank(address) ||
  (typeof address === 'string' && URL.canParse(address) && new URL(address).origin === PORTAL);

/** The client that an alert of our own format may put off, if any. */
export const writableByAlert = (event: unknown): string[] => {
  const detail = (key: string): unknown => at(event, 'detail', key);
  const counts =
    isPlainEvent(event) &&
    (isBlank(detail('dryRun')) || detail('dryRun') === false) &&
    (isBlank(detail('severity')) || isSevere(detail('severity'))) &&
    isOfThisPortal(detail('portal')) &&
    isYoung([momentOf(detail('detectedAt'))], momentOf(at(event, 'time')));
  return counts ? onlyClient([detail('clientId'), detail('client_id')]) : [];
};
