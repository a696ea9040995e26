import { parseInputs } from '../../lambda/config.ts';
import type { Inputs } from '../../lambda/contract/finding-format.ts';
import type { EventReading, Reading } from '../../lambda/requests/reading.ts';

const explainReading = (reading: Reading) => {
  const searchedInVain = reading.inVain;
  switch (reading.kind) {
    case 'alert':
      return { outcome: 'alert' as const, found: reading.places, searchedInVain, alert: reading.alert };
    case 'invalid':
      return { outcome: 'invalid' as const, problems: reading.unreadable.problems, searchedInVain };
    case 'ignored':
      return {
        outcome: 'ignored' as const,
        because: reading.finding.because,
        findingId: reading.finding.findingId,
        searchedInVain,
      };
    default:
      return reading satisfies never;
  }
};

/** The prefix of the key under which the client stands: a rule passes it only where the settings name it. */
const providerIn = (reading: Reading): string[] => {
  // A button is let through by its name, whatever the finding holds.
  if (reading.kind !== 'alert' || reading.alert.chosenByPerson) return [];
  const [, provider] = /\.ProductFields\.(.+)\/[^/]+$/.exec(reading.places.clientId) ?? [];
  if (provider === undefined) return [];
  return provider.includes('.')
    ? [`another place for the key: no rule can name ${provider}/, EventBridge takes a dot for a path`]
    : [`findingProviders=${provider}`];
};

const DEFAULTS = parseInputs({});

/** What is not as it is by default, and has to be the same in the stack. */
const ownNames = (readings: readonly Reading[], { clientIdKey, actionName }: Inputs) => {
  const isButton = readings.some((reading) => reading.kind === 'alert' && reading.alert.chosenByPerson);
  return [
    ...(clientIdKey === DEFAULTS.clientIdKey
      ? []
      : [['findingClientIdKey', 'FINDING_CLIENT_ID_KEY', clientIdKey]]),
    ...(isButton && actionName !== DEFAULTS.actionName
      ? [['findingActionName', 'FINDING_ACTION_NAME', actionName]]
      : []),
  ];
};

/** What the door made of one event: which adapter took it, what was found where, and what comes out. */
export const explainEvent = ({ format, readings }: EventReading, inputs: Inputs) => ({
  adapter: format,
  /** What switches it on: in the stack, and in the function or for the local command. */
  settings:
    format === 'alert'
      ? { stack: [], environment: [] }
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
  readings: readings.map(explainReading),
});

export type Explained = ReturnType<typeof explainEvent>;
