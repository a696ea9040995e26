import * as z from 'zod/mini';
import { MAX_CLIENTS } from '../contract/alert-event.ts';
import { ClientIdSchema } from '../contract/client-id.ts';
import { absent, idOfPosition } from '../contract/text.ts';
import { AlertSchema } from './alert.ts';
import { readInWords } from './problems.ts';
import type { Reading } from './reading.ts';
import { unreadable } from './unreadable.ts';

const SeveralSchema = z.looseObject({
  detail: z.looseObject({
    clientIds: z.array(z.unknown()).check(z.minLength(1), z.maxLength(MAX_CLIENTS)),
  }),
});

const idOf = (value: unknown): string | undefined => ClientIdSchema.safeParse(value).data;

const readOne = (event: unknown, at: number): Reading => {
  const findingId = idOfPosition(at);
  const alert = readInWords(AlertSchema, event);
  if (alert.success) return { kind: 'alert', alert: { ...alert.data, findingId } };
  const problems = alert.problems.map((problem) =>
    problem.replace(/^detail\.clientId /, `detail.clientIds.${at} `),
  );
  return { kind: 'invalid', unreadable: { ...unreadable('alert', event, problems), findingId } };
};

/**
 * Reads an alert that names several clients: an alert for each, so that one wrong id stops no other. `undefined`
 * for any other event. An id outside the list must also be in it: then it adds nothing.
 */
export const readEachClient = (event: unknown): Reading[] | undefined => {
  const several = SeveralSchema.safeParse(event).data;
  if (several === undefined) return undefined;
  const { clientIds, clientId, client_id, cid, ...detail } = several.detail;
  const listed = new Set(clientIds.map(idOf));
  const outside = [clientId, client_id, cid].filter((id) => absent(id) !== undefined);
  return outside.every((id) => idOf(id) !== undefined && listed.has(idOf(id)))
    ? clientIds.map((id, at) => readOne({ ...several, detail: { ...detail, clientId: id } }, at))
    : undefined;
};
