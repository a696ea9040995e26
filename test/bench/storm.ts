import { alertFor, THREE_AM } from '../alerts.ts';
import { openVirtualFleet } from './virtual-fleet.ts';

/** PATCH calls a minute and user, and as many at once, as measured. */
const PER_MINUTE = 15;

export type StormOptions = {
  alerts: number;
  clients: number;
  containers: number;
  /** Part of the activation calls that the portal answers with 500, nothing applied. */
  faulty: number;
  seed: number;
  throughQueue?: boolean;
};

export type Storm = StormOptions & {
  /** Virtual seconds until the last client's first accepted write. */
  lastFirstWriteS: number;
  /** What the rate limit alone allows, in seconds; with faults, divided by what is left of it. */
  limitS: number;
  ratio: number;
  clientsOff: number;
  writes: number;
  refusedByLimit: number;
  /** Alerts that ended with a final result on the bus, each once. */
  ended: number;
  inFailureQueue: number;
  endedAfterS: number;
};

/**
 * Many alerts at once, by the real code in many containers, on a virtual clock.
 */
export const runStorm = async (options: StormOptions): Promise<Storm> => {
  const { alerts, clients, containers, faulty, seed, throughQueue = false } = options;
  const fleet = await openVirtualFleet({
    containers,
    perMinute: PER_MINUTE,
    breakerLimit: 1_000,
    seed,
    throughQueue,
  });
  const { portal, random, published, firstWrites } = fleet;
  // Inside the portal, behind its rate limit: as measured, a call that ends with 500 costs its token anyway.
  portal.interleave = async (point, { kind }) => {
    if (kind === 'activate' && point === 'activate:before-commit' && random() < faulty)
      throw new Error('the database failed');
  };
  const targets = Array.from({ length: clients }, () => portal.addClient().clientId);

  const events = Array.from({ length: alerts }, (_, index) =>
    alertFor(targets[Math.floor(random() * clients)] ?? '', {
      id: `storm-${index}`,
      time: new Date(THREE_AM).toISOString(),
    }),
  );
  // Every client is named at least once, whatever chance says.
  for (const [index, clientId] of targets.entries())
    events[index] = alertFor(clientId, { id: `storm-${index}`, time: new Date(THREE_AM).toISOString() });
  events.sort(() => random() - 0.5);

  const { endedAfterMs, failed } = await fleet.serve(events);
  const calls = portal.calls.filter(({ operation }) => operation === 'activate');
  const clientsOff = targets.filter((clientId) => portal.databaseEnabled(clientId) === false).length;
  await portal.close();

  const lastFirstWriteS = (Math.max(...firstWrites.values()) - THREE_AM) / 1_000;
  const limitS = ((Math.max(0, clients - PER_MINUTE) / PER_MINUTE) * 60) / (1 - faulty);
  return {
    ...options,
    lastFirstWriteS,
    limitS,
    ratio: lastFirstWriteS / limitS,
    clientsOff,
    writes: calls.filter(({ applied }) => applied).length,
    refusedByLimit: calls.filter(({ status }) => status === 429).length,
    ended: new Set(published.flatMap(({ final, trigger }) => (final ? [trigger.eventId] : []))).size,
    inFailureQueue: failed,
    endedAfterS: endedAfterMs / 1_000,
  };
};
