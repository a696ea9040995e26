/** Outcome of one take: headers as the service writes them. */
type RateDecision = { allowed: boolean; headers: Readonly<Record<string, string>> };

export type RateLimiter = {
  /** Takes one call of `user` from the bucket that HTTP `method` shares. */
  take: (user: string, method: string) => RateDecision;
};

const minuteMs = 60_000;
const callsPerMinute: Readonly<Record<string, number>> = { GET: 200, PUT: 15, DELETE: 15, POST: 10 };

const headers = (remaining: number, resetNanoseconds: number): RateDecision['headers'] => ({
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(resetNanoseconds),
});

/**
 * Token buckets per user and method, refilled evenly. Written here because no library counts by an injected clock
 * and reports the wait in nanoseconds, and both are the point of simulating it.
 *
 * @param patchLimit activation and regenerate calls a minute; `Infinity` means no limits at all
 */
export const createRateLimiter = (now: () => number, patchLimit: number): RateLimiter => {
  // Credit is kept in milliseconds, one token costing `interval` of them, so that no rounding error collects.
  const buckets = new Map<string, { credit: number; at: number }>();
  return {
    take: (user, method) => {
      const limit = method === 'PATCH' ? patchLimit : (callsPerMinute[method] ?? Number.POSITIVE_INFINITY);
      if (patchLimit === Number.POSITIVE_INFINITY || limit === Number.POSITIVE_INFINITY) {
        return { allowed: true, headers: headers(14, 0) };
      }
      const interval = minuteMs / limit;
      const key = `${user} ${method}`;
      const at = now();
      const bucket = buckets.get(key) ?? { credit: minuteMs, at };
      const credit = Math.min(minuteMs, bucket.credit + Math.max(0, at - bucket.at));
      const allowed = credit >= interval;
      const left = allowed ? credit - interval : credit;
      buckets.set(key, { credit: left, at });
      return allowed
        ? { allowed, headers: headers(Math.floor(left / interval), 0) }
        : { allowed, headers: headers(0, Math.ceil((interval - left) * 1_000_000)) };
    },
  };
};
