import type { Portal } from '../portal/simulator.ts';

/**
 * The stale cache, on purpose: `use` (a call with the client's token) reads the client before `disable` writes,
 * and writes what it read into the portal's cache after that write has cleared it. Only the first write is raced.
 */
export const raceReader = async <U, D>(
  portal: Portal,
  clientId: string,
  { use, disable }: { use: () => Promise<U>; disable: () => Promise<D> },
): Promise<{ used: U; disabled: D }> => {
  const rowRead = Promise.withResolvers<void>();
  const evicted = Promise.withResolvers<void>();
  const filled = Promise.withResolvers<void>();
  portal.interleave = async (point, step) => {
    if (step.clientId !== clientId) return;
    if (point === 'read:row-read' && step.kind === 'introspect') {
      rowRead.resolve();
      await evicted.promise;
    }
    if (point === 'read:after-fill' && step.kind === 'introspect') filled.resolve();
    if (point === 'activate:after-evict') {
      evicted.resolve();
      await filled.promise;
    }
  };
  // If one side fails, the other must not wait for ever.
  const letGo = () => {
    rowRead.resolve();
    evicted.resolve();
    filled.resolve();
  };
  try {
    const using = use().finally(() => {
      rowRead.resolve();
      filled.resolve();
    });
    const disabling = rowRead.promise.then(disable).finally(letGo);
    const [used, disabled] = await Promise.all([using, disabling]);
    return { used, disabled };
  } finally {
    portal.interleave = undefined;
    letGo();
  }
};
