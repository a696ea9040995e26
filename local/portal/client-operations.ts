import * as z from 'zod';
import { parseActivationBody } from './activation-body.ts';
import { type Admit, type Demand, somethingWentWrong } from './admission.ts';
import { type Answer, emptyAnswer, jsonAnswer } from './answer.ts';
import { notFound, reaches, usableId } from './client-lookup.ts';
import type { ClientRow } from './client-row.ts';
import type { ClientStore } from './client-store.ts';
import { clientView } from './client-views.ts';
import type { Exchange, Operate } from './exchange.ts';
import type { Identifiers } from './identifiers.ts';

type Found = { exchange: Exchange; row: ClientRow; rateHeaders: Answer['headers'] };

const Edit = z.object({
  name: z.string().optional(),
  description: z.string().optional(),
  logo: z.string().optional(),
});

const parseEdit = (text: string): z.infer<typeof Edit> | undefined => {
  try {
    return Edit.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const withoutBody = (): true => true;

/** Every operation on one client, as measured on DocSpace identity v3.7.2. */
export const createClientOperations = (admit: Admit, store: ClientStore, identifiers: Identifiers) => {
  /** Admission, then the body, then the lookup: the service's own order. */
  const onClient =
    <Body>(
      demand: Demand,
      parse: (text: string) => Body | undefined,
      find: (id: string) => ClientRow | undefined | Promise<ClientRow | undefined>,
      act: (found: Found, body: Body) => Promise<Answer | undefined>,
    ): Operate =>
    async (exchange) => {
      const admission = await admit(exchange, demand);
      if (!admission.admitted) return admission.answer;
      const { claims, rateHeaders } = admission;
      const body = parse(exchange.body);
      if (body === undefined) return somethingWentWrong(exchange.path, rateHeaders);
      const place = { path: exchange.path, claims, rateHeaders };
      const usable = usableId(place);
      if ('answer' in usable) return usable.answer;
      const row = await find(usable.id);
      if (row === undefined || !reaches(claims, row)) return notFound(place);
      return (await act({ exchange, row, rateHeaders }, body)) ?? notFound(place);
    };

  const noteWrite = ({ call }: Exchange, applied: boolean): boolean => {
    call.applied = applied;
    return applied;
  };

  const read = onClient({}, withoutBody, store.read, async ({ row, rateHeaders }) =>
    jsonAnswer(200, clientView(row), rateHeaders),
  );

  const activate = onClient(
    { consumesJson: true },
    parseActivationBody,
    store.row,
    async ({ exchange: { call }, row, rateHeaders }, enabled) => {
      const found = await store.activate(row.clientId, enabled, () => {
        call.applied = true;
        call.enabled = enabled;
      });
      return found ? emptyAnswer(200, rateHeaders) : undefined;
    },
  );

  const edit = onClient(
    { consumesJson: true },
    parseEdit,
    store.row,
    async (
      { exchange, row, rateHeaders },
      { name = row.name, description = row.description, logo = row.logo },
    ) =>
      noteWrite(exchange, await store.edit(row.clientId, { name, description, logo }))
        ? emptyAnswer(200, rateHeaders)
        : undefined,
  );

  const regenerate = onClient({}, withoutBody, store.row, async ({ exchange, row, rateHeaders }) => {
    const secret = identifiers.hex(48);
    return noteWrite(exchange, await store.regenerate(row.clientId, secret))
      ? jsonAnswer(200, { client_secret: secret }, rateHeaders)
      : undefined;
  });

  const remove = onClient({}, withoutBody, store.row, async ({ exchange, row, rateHeaders }) =>
    noteWrite(exchange, store.remove(row.clientId)) ? emptyAnswer(200, rateHeaders) : undefined,
  );

  return { read, activate, edit, regenerate, remove };
};
