import * as z from 'zod/mini';
import { MomentSchema } from '../contract/time.ts';
import { parseAnswer } from './portal-answer.ts';
import type { PortalHttp } from './portal-http.ts';
import type { Deadline } from './run.ts';

/** The most events that the portal gives at once. */
export const MAX_EVENTS = 100;

export type AuditQuery = { target: string; from: Date; to: Date };

/** Names and e-mail addresses in a row are dropped here; the id of a user is kept only if it is a UUID. */
const AuditEventSchema = z.pipe(
  z.object({
    actionId: z.pipe(z.union([z.number(), z.string()]), z.transform(Number)),
    date: MomentSchema,
    userId: z.catch(z.nullable(z.guid()), null),
    target: z.catch(z.array(z.string()), []),
  }),
  z.transform(({ actionId, date, userId, target }) => ({
    action: actionId,
    at: date ?? undefined,
    userId: userId?.toLowerCase() ?? null,
    targets: target.map((id) => id.trim().toLowerCase()),
  })),
);

export type AuditEvent = Omit<z.output<typeof AuditEventSchema>, 'at'> & { at: Date };

const AnswerSchema = z.object({ response: z.array(z.unknown()) });

/**
 * The portal's audit events, the newest first. A portal may ignore the target and answer its latest events: filter again.
 * A row that cannot be read is left out.
 * @throws DocSpaceError, also if the answer as a whole cannot be read
 * @see DocSpace-server, security controller, `GET api/2.0/security/audit/events/filter`, v3.7.2-server
 */
export const readAuditTrail = async (
  http: PortalHttp,
  apiKey: string,
  { target, from, to }: AuditQuery,
  deadline: Deadline,
): Promise<AuditEvent[]> => {
  const operation = 'read audit trail';
  const query = new URLSearchParams({
    target,
    from: from.toISOString(),
    to: to.toISOString(),
    count: `${MAX_EVENTS}`,
  });
  const path = `security/audit/events/filter?${query}`;
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await http({ operation, method: 'GET', path, headers }, deadline);
  return parseAnswer(operation, answer, AnswerSchema)
    .response.slice(0, MAX_EVENTS)
    .flatMap((row) => {
      const { data } = AuditEventSchema.safeParse(row);
      return data?.at === undefined ? [] : [{ ...data, at: data.at }];
    });
};
