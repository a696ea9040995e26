/** What goes wrong with one request. "Instead" faults apply nothing; the `-after` ones apply everything first. */
export type Fault =
  /** Late by that many milliseconds, otherwise as usual. */
  | { kind: 'latency'; ms: number }
  | { kind: 'reset-before' }
  | { kind: 'reset-after' }
  | StatusFault<'status'>
  | StatusFault<'status-after'>
  | { kind: 'html-502' }
  /** Headers at once, the body's end `ms` later. */
  | { kind: 'slow-body'; ms: number }
  | { kind: 'huge-body'; bytes: number }
  /** JSON that stops half way; `abrupt` breaks the connection there instead of ending the answer. */
  | { kind: 'truncated-json'; abrupt?: boolean }
  /** No answer, and nothing applied. */
  | { kind: 'hang' }
  /** No answer; applied after `ms` or by `faults.releaseLate()`, whichever comes first. */
  | { kind: 'late-write'; ms: number }
  | { kind: 'redirect'; location: string }
  | { kind: 'wrong-content-type'; contentType?: string }
  /** The portal's clock is off by that much for this request: Date header, signature made or checked. */
  | { kind: 'date-skew'; ms: number }
  /** How a signature is refused: no body, no rate header. */
  | { kind: 'empty-403' }
  /** Rate limit; `null` leaves the reset header out. */
  | { kind: '429'; resetNanoseconds?: number | null }
  /** Over 125 requests a second: a problem document without a rate header. */
  | { kind: 'burst-429' }
  | { kind: 'database-locked' }
  /** A cookie that would beat the signature header if the caller kept it. */
  | { kind: 'set-cookie'; cookie?: string };

type StatusFault<Kind extends string> = {
  kind: Kind;
  status: number;
  body?: string;
  headers?: Readonly<Record<string, string>>;
  contentType?: string;
};
