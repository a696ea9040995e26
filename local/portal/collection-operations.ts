import * as z from 'zod';
import type { Admit } from './admission.ts';
import { emptyAnswer, jsonAnswer, problemAnswer } from './answer.ts';
import { reaches } from './client-lookup.ts';
import type { ClientStore } from './client-store.ts';
import { listedClientView } from './client-views.ts';
import type { Operate } from './exchange.ts';

const Limit = z.coerce.number().int().min(1).max(50);

/** The operations without a client id: the list, and the delete that takes everything the caller owns. */
export const createCollectionOperations = (admit: Admit, store: ClientStore) => {
  const list: Operate = async (exchange) => {
    const admission = await admit(exchange);
    if (!admission.admitted) return admission.answer;
    const { claims, rateHeaders: headers } = admission;
    const limit = Limit.safeParse(exchange.query.get('limit')).data;
    if (limit === undefined) {
      const instance = exchange.path;
      const errors = ['limit must lie between 1 and 50'];
      const detail = 'Validation failed';
      return problemAnswer({ status: 400, title: 'Bad Request', detail, instance, errors, headers });
    }
    const mine = store.rows().filter((row) => reaches(claims, row));
    const after = mine.findIndex((row) => row.clientId === exchange.query.get('last_client_id'));
    const page = mine.slice(after + 1, after + 1 + limit);
    const last = page.at(-1);
    return jsonAnswer(
      200,
      {
        data: page.map(listedClientView),
        limit,
        last_client_id: last?.clientId ?? null,
        last_created_on: last?.createdOn ?? null,
      },
      headers,
    );
  };

  /** An empty id is no mistake to this service: read in the vendor's source, not measured. */
  const removeOwn: Operate = async (exchange) => {
    const admission = await admit(exchange);
    if (!admission.admitted) return admission.answer;
    const { claims, rateHeaders } = admission;
    for (const row of store.rows()) {
      if (row.tenant === claims.tenant_id && row.ownerId === claims.user_id) store.remove(row.clientId);
    }
    exchange.call.applied = true;
    return emptyAnswer(200, rateHeaders);
  };

  return { list, removeOwn };
};
