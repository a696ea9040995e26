import type { ClientId } from '../contract/client-id.ts';
import { isBelievablyGone, isUnknownClient } from '../docspace/unknown-client.ts';
import type { RememberedScene } from '../scene.ts';

/** A client that was deleted in DocSpace must not stay on the list of those that need a person. */
export const noteGone = async (
  error: unknown,
  clientId: ClientId,
  { portal, memory }: RememberedScene,
): Promise<void> => {
  if (isUnknownClient(error, portal) && isBelievablyGone(clientId, portal)) await memory.gone();
};
