import * as fc from 'fast-check';
import {
  type DocSpaceError,
  HttpError,
  NetworkError,
  RateLimitedError,
  TimeoutError,
} from '../../../lambda/docspace/errors.ts';

/** What befalls the n-th call of a run, whatever it is. */
export type Mishap = {
  nth: number;
  /**
   * `late`: a write takes effect when nobody waits for it any more; `undone`: an edit at the same moment writes the
   * old state back. Of other calls, the one fails and the other does nothing.
   */
  kind: 'fails' | 'answer lost' | 'late' | 'undone' | 'crash before' | 'crash after';
  error: number;
};

/** @param calls how many calls such a run has, about */
export const mishapsIn = (calls: number): fc.Arbitrary<Mishap[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<Mishap[]>([]) },
    {
      weight: 3,
      arbitrary: fc.array(
        fc.record({
          nth: fc.integer({ min: 1, max: calls }),
          kind: fc.constantFrom<Mishap['kind'][]>(
            'fails',
            'answer lost',
            'late',
            'undone',
            'crash before',
            'crash after',
          ),
          error: fc.nat(5),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    },
    // One thing fails from there on, or the process goes out at once.
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.integer({ min: 1, max: calls }),
          fc.constantFrom<Mishap['kind'][]>('fails', 'answer lost', 'undone'),
          fc.nat(5),
        )
        .map(([from, kind, error]) =>
          Array.from({ length: 40 }, (_, index): Mishap => ({ nth: from + index, kind, error })),
        ),
    },
  );

/** How the portal fails a call that had no effect. */
export const failureOf = (operation: string, error: number): DocSpaceError => {
  const answer = { operation, shape: 'html', counted: true } as const;
  const failures = [
    new NetworkError(operation, 'ECONNREFUSED'),
    new NetworkError(operation, 'ECONNRESET'),
    new TimeoutError(operation, 10_000),
    new HttpError({ ...answer, status: 502 }),
    new HttpError({ ...answer, status: 403, shape: 'problem' }),
    new RateLimitedError(operation, 4_000),
  ];
  return failures[error % failures.length] ?? new TimeoutError(operation, 10_000);
};

/** How a call fails that had its effect, or will have it: by an error that does not deny the effect. */
export const doubtOf = (operation: string, error: number): DocSpaceError => {
  const doubts = [
    new NetworkError(operation, 'ECONNRESET'),
    new TimeoutError(operation, 10_000),
    new HttpError({ operation, status: 500, shape: 'problem', counted: true }),
  ];
  return doubts[error % doubts.length] ?? new TimeoutError(operation, 10_000);
};
