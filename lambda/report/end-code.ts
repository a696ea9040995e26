import type { Outcome } from '../contract/outcome.ts';
import type { LogCode } from '../log.ts';

/** The line of the log catalogue that ends a request. */
export const endCodeOf = (outcome: Outcome): LogCode => {
  switch (outcome) {
    case 'invalid':
      return 'KS110';
    case 'refused':
      return 'KS120';
    case 'failed':
    case 'unverified':
      return 'KS210';
    case 'disabled':
    case 'already-disabled':
    case 'enabled':
    case 'already-enabled':
    case 'status':
    case 'healthy':
    case 'unhealthy':
    case 'dry-run':
    case 'not-found':
    case 'listed':
    case 'breaker-reset':
    case 'drifted':
      return 'KS200';
    default:
      return outcome satisfies never;
  }
};
