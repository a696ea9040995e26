import type { EventReading, Reading } from '../../lambda/requests/reading.ts';

const explainReading = (reading: Reading) => {
  const searchedInVain = reading.inVain;
  switch (reading.kind) {
    case 'alert':
      return { outcome: 'alert' as const, found: reading.places, searchedInVain, alert: reading.alert };
    case 'invalid':
      return { outcome: 'invalid' as const, problems: reading.unreadable.problems, searchedInVain };
    case 'ignored':
      return { outcome: 'ignored' as const, findingId: reading.finding.findingId, searchedInVain };
    default:
      return reading satisfies never;
  }
};

/** The prefix of the key under which the client stands: a rule passes it only where the settings name it. */
const providerIn = (reading: Reading): string[] => {
  if (reading.kind !== 'alert') return [];
  const [, provider] = /\.ProductFields\.(.+)\/[^/]+$/.exec(reading.places.clientId) ?? [];
  return provider === undefined ? [] : [`findingProviders=${provider}`];
};

/** What the door made of one event: which adapter took it, what was found where, and what comes out. */
export const explainEvent = ({ format, readings }: EventReading) => ({
  adapter: format,
  /** What switches it on: in the stack, and in the function or for the local command. */
  settings:
    format === 'alert'
      ? { stack: [], environment: [] }
      : {
          stack: [`inputs=${format}`, ...new Set(readings.flatMap(providerIn))],
          environment: [`INPUTS=${format}`],
        },
  readings: readings.map(explainReading),
});

export type Explained = ReturnType<typeof explainEvent>;
