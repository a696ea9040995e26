import type { Ending } from './ending.ts';

/**
 * Whether an alert ends for good. If not, the function throws, and Lambda delivers the alert again; then it goes to the
 * failure queue, and an alarm follows. This is the one place that decides it, from evidence.
 */
export const isFinalForAlert = ({ outcome, evidence, gone }: Ending): boolean => {
  switch (outcome) {
    // Looked, refused or held; or no settings could make it readable.
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
