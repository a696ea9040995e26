import type { Outcome } from '../../lambda/contract/outcome.ts';

/** What a script learns from the command without reading its output. */
export const EXIT = { holds: 0, failed: 1, invalid: 2, refused: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Exit code of one outcome. */
export const exitCodeOf = (outcome: Outcome): ExitCode => {
  switch (outcome) {
    case 'disabled':
    case 'already-disabled':
    case 'enabled':
    case 'already-enabled':
    case 'rotated':
    case 'status':
    case 'healthy':
    case 'dry-run':
    case 'listed':
    case 'breaker-reset':
      return EXIT.holds;
    case 'failed':
    case 'unverified':
    case 'unhealthy':
    case 'drifted':
      return EXIT.failed;
    case 'invalid':
      return EXIT.invalid;
    case 'held':
    case 'refused':
    case 'not-found':
      return EXIT.refused;
    default:
      return outcome satisfies never;
  }
};

/** Best to worst: a client that may still be on is worse than an invalid alert, and that is worse than a refusal. */
const ASCENDING: readonly ExitCode[] = [EXIT.holds, EXIT.refused, EXIT.invalid, EXIT.failed];

/** Exit code of several outcomes: the worst one. */
export const worstExitCode = (outcomes: readonly Outcome[]): ExitCode =>
  outcomes
    .map(exitCodeOf)
    .reduce<ExitCode>(
      (worst, code) => (ASCENDING.indexOf(code) > ASCENDING.indexOf(worst) ? code : worst),
      EXIT.holds,
    );
