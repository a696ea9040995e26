/** Milliseconds for a person: `55 ms`, `1.3 s`, `4 min`, `2.5 h`. */
export const duration = (milliseconds: number): string => {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  if (milliseconds < 3_600_000) return `${Math.round(milliseconds / 60_000)} min`;
  return `${(milliseconds / 3_600_000).toFixed(1)} h`;
};

/** The time of an ISO 8601 instant, with milliseconds: `09:43:24.346 UTC`. */
export const timeOfDay = (instant: string): string => `${instant.slice(11, 23)} UTC`;

/** An ISO 8601 instant to the minute: `2026-01-31 03:00 UTC`. */
export const minuteOf = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
