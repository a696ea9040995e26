import type { Dialect } from './dialect.ts';
import { HttpError, NotAPortalError } from './errors.ts';

const noTokenExchange = (error: unknown): boolean =>
  error instanceof HttpError && error.operation === 'token exchange' && error.status === 404;

/**
 * Speaks `current`, and `documented` only where the portal shows that it has no token exchange. That is
 * remembered only after a documented write succeeded: a suspended portal answers 404 to everything, and must
 * not be mistaken for one that speaks the sample once it is back.
 */
export const autoDialect = (current: Dialect, documented: Dialect): Dialect => {
  let proven: Dialect | undefined;

  return {
    readClient: async (clientId, deadline) => {
      if (proven !== undefined) return proven.readClient(clientId, deadline);
      try {
        return await current.readClient(clientId, deadline);
      } catch (error) {
        if (!noTokenExchange(error)) throw error;
        return documented.readClient(clientId, deadline);
      }
    },
    setActivation: async (clientId, enabled, deadline) => {
      if (proven !== undefined) return proven.setActivation(clientId, enabled, deadline);
      try {
        return await current.setActivation(clientId, enabled, deadline);
      } catch (error) {
        if (!noTokenExchange(error)) throw error;
      }
      try {
        const write = await documented.setActivation(clientId, enabled, deadline);
        proven = documented;
        return write;
      } catch (error) {
        // A 5xx leaves open whether the write took effect: that must not be hidden.
        if (!(error instanceof HttpError) || error.status >= 500) throw error;
        throw new NotAPortalError(error.status);
      }
    },
    probe: (clientId, deadline) => (proven ?? current).probe(clientId, deadline),
    owner: () => (proven ?? current).owner(),
    spoken: () => (proven ?? current).spoken(),
  };
};
