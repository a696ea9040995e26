import * as z from 'zod/mini';
import { ClientIdSchema } from '../contract/client-id.ts';
import { IdSchema, optional } from '../contract/text.ts';

/** Settings that decide what is read. */
type SettingAtDoor = 'inputs' | 'alertTransports' | 'alertSources' | 'alertAccounts';

/** A payload that could not be understood, with what little of it identifies it. */
export type Unreadable = {
  trigger: 'alert' | 'manual';
  action: 'invalid';
  problems: string[];
  /** A change of this setting would let it be read: it must not end for good. */
  setting?: SettingAtDoor;
  eventId: string | undefined;
  /** The finding of the event, if one of its findings is meant. */
  findingId: string | undefined;
  source: string | undefined;
  /** ARN of the topic or queue that brought it, if it was wrapped. */
  transport?: string | undefined;
  /** The client, if the payload names exactly one: a person should know which one stays on. */
  clientId: string | undefined;
  alertId: string | undefined;
};

const IdentitySchema = z.object({
  id: z.catch(optional(IdSchema), undefined),
  source: z.catch(optional(IdSchema), undefined),
  detail: z.catch(
    z.optional(
      z.object({
        clientId: z.catch(z.optional(ClientIdSchema), undefined),
        client_id: z.catch(z.optional(ClientIdSchema), undefined),
        cid: z.catch(z.optional(ClientIdSchema), undefined),
        alertId: z.catch(optional(IdSchema), undefined),
      }),
    ),
    undefined,
  ),
});

export const unreadable = (
  trigger: Unreadable['trigger'],
  payload: unknown,
  problems: string[],
): Unreadable => {
  const identity = IdentitySchema.safeParse(payload).data;
  const detail = identity?.detail;
  const names = [detail?.clientId, detail?.client_id, detail?.cid];
  const ids = new Set(names.filter((clientId) => clientId !== undefined));
  return {
    trigger,
    action: 'invalid',
    problems,
    eventId: identity?.id,
    findingId: undefined,
    source: identity?.source,
    clientId: ids.size === 1 ? [...ids][0] : undefined,
    alertId: detail?.alertId,
  };
};
