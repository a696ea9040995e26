import type { Inputs } from '../contract/finding-format.ts';
import { isOwnEvent } from './own-event.ts';
import type { EventReading, Reading } from './reading.ts';
import { type Unreadable, unreadable } from './unreadable.ts';

/** An event in which no alert can be read: invalid, unless the kill switch itself has sent it. */
export const refused = (event: unknown, problems: string[], { functionName }: Inputs): EventReading => {
  const invalid = unreadable('alert', event, problems);
  const { eventId, findingId } = invalid;
  const reading: Reading = isOwnEvent(event, functionName)
    ? { kind: 'ignored', finding: { because: 'own-event', eventId, findingId, format: 'alert' } }
    : { kind: 'invalid', unreadable: invalid };
  return { format: 'alert', event, readings: [reading] };
};

/**
 * An alert must not be lost to a setting: it fails, and is delivered again; without a setting that could let it in, it
 * is invalid. An event that is not for us stays ignored.
 */
export const keptOut =
  ({ setting, problem }: { setting?: Unreadable['setting']; problem: string }) =>
  (reading: Reading): Reading => {
    if (reading.kind === 'ignored') return reading;
    const { eventId, findingId, source, transport, clientId, alertId } =
      reading.kind === 'alert' ? reading.alert : reading.unreadable;
    const identity = { eventId, findingId, source, transport, clientId, alertId };
    return {
      kind: 'invalid',
      unreadable: {
        trigger: 'alert',
        action: 'invalid',
        problems: [problem],
        ...(setting === undefined ? {} : { setting }),
        ...identity,
      },
    };
  };
