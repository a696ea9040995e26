import { parseInputs, type Settings } from '../lambda/contract/settings.ts';
import type { EventReading, Reading } from '../lambda/requests/reading.ts';
import { explainGuards } from './explained-guards.ts';
import { emptyClientPlaces, placesOf } from './places.ts';

/** What the settings say, and the moment at which the event is judged. */
type Context = Pick<Settings, 'inputs' | 'policy'> & { now: Date };

const explainReading = (
  reading: Reading,
  at: number,
  { event, format }: EventReading,
  { inputs: { clientIdKey }, policy, now }: Context,
) => {
  const emptyPlaces = emptyClientPlaces(event, format, at, clientIdKey);
  switch (reading.kind) {
    case 'alert': {
      const { alert } = reading;
      const found = placesOf(alert, event, format, at, clientIdKey);
      const guards = explainGuards(alert, now, policy);
      return { outcome: 'alert' as const, found, emptyPlaces, alert, guards };
    }
    case 'invalid': {
      const { problems, setting } = reading.unreadable;
      const outcome = setting === undefined ? ('invalid' as const) : ('failed' as const);
      return { outcome, problems, emptyPlaces };
    }
    case 'ignored':
      return {
        outcome: 'ignored' as const,
        because: reading.finding.because,
        findingId: reading.finding.findingId,
        emptyPlaces,
      };
    default:
      return reading satisfies never;
  }
};

type ExplainedReading = ReturnType<typeof explainReading>;

/** The provider before the key that names the client: a rule matches it only if the settings name it. */
const providerIn = (reading: ExplainedReading): string[] => {
  // The rule matches a button by its name, whatever the finding holds.
  if (reading.outcome !== 'alert' || reading.alert.chosenByPerson) return [];
  const [, provider] = /\.ProductFields\.(.+)\/[^/]+$/.exec(reading.found.clientId) ?? [];
  if (provider === undefined) return [];
  return provider.includes('.')
    ? [
        `another place for the key, because no rule can match ${provider}/ (EventBridge reads a dot as a path)`,
      ]
    : [`findingProviders=${provider}`];
};

/** Names that differ from the defaults, and must be the same in the stack. */
const ownNames = (readings: readonly ExplainedReading[], { clientIdKey, actionName }: Settings['inputs']) => {
  const defaults = parseInputs({});
  const isButton = readings.some((reading) => reading.outcome === 'alert' && reading.alert.chosenByPerson);
  return [
    ...(clientIdKey === defaults.clientIdKey
      ? []
      : [['findingClientIdKey', 'FINDING_CLIENT_ID_KEY', clientIdKey]]),
    ...(isButton && actionName !== defaults.actionName
      ? [['findingActionName', 'FINDING_ACTION_NAME', actionName]]
      : []),
  ];
};

/** Sources of own alerts that the rule of these settings does not let in. */
const otherSources = (readings: readonly ExplainedReading[], { wrapped }: Settings['inputs']): string[] =>
  readings.flatMap((reading) =>
    reading.outcome === 'alert' &&
    reading.alert.source !== undefined &&
    !wrapped.sources.has(reading.alert.source)
      ? [`alertSources=${reading.alert.source}`]
      : [],
  );

/** How the door reads one event: which adapter, what is found where, the outcome, and what the guards say. */
export const explainEvent = (read: EventReading, context: Context) => {
  const { format } = read;
  const { inputs } = context;
  const readings = read.readings.map((reading, at) => explainReading(reading, at, read, context));
  return {
    adapter: format,
    /** What enables it: in the stack, and in the function or for the local command. */
    settings:
      format === 'alert'
        ? { stack: [...new Set(otherSources(readings, inputs))], environment: [] }
        : {
            stack: [
              `inputs=${format}`,
              ...ownNames(readings, inputs).map(([setting, , value]) => `${setting}=${value}`),
              ...new Set(readings.flatMap(providerIn)),
            ],
            environment: [
              `INPUTS=${format}`,
              ...ownNames(readings, inputs).map(([, variable, value]) => `${variable}=${value}`),
            ],
          },
    readings,
  };
};

export type Explained = ReturnType<typeof explainEvent>;
