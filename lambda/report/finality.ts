import type { Ending } from './ending.ts';

/**
 * Whether an alert ends for good; whatever does not is thrown, so that Lambda's retry, then the failure queue, then an
 * alarm take it on. The one place that decides it, from evidence.
 */
export const isFinalForAlert = ({ outcome, evidence, gone }: Ending): boolean => {
  switch (outcome) {
    // Looked, refused or held, or unreadable whatever the settings.
    case 'dry-run':
    case 'refused':
    case 'held':
    case 'invalid':
      return true;
    case 'disabled':
    case 'already-disabled':
      return evidence?.verdict === 'proven';
    case 'not-found':
      return gone === true;
    // Accepted by a portal that, by the settings, never shows a state.
    case 'unverified':
      return evidence?.verdict === 'unprovable';
    case 'failed':
      return false;
    // No alert asks for these.
    case 'enabled':
    case 'already-enabled':
    case 'rotated':
    case 'status':
    case 'healthy':
    case 'unhealthy':
    case 'listed':
    case 'breaker-reset':
    case 'drifted':
      return false;
    default:
      return outcome satisfies never;
  }
};
