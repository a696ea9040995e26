import * as z from 'zod/mini';
import type { ClientId } from '../contract/client-id.ts';
import { LineSchema } from '../contract/text.ts';
import { ResponseSchemaError } from './errors.ts';
import type { ClientState } from './operations.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Names in any spelling: `client_id`, `clientId`, `ClientID`. */
const CLIENT_ID = /^client_?id$/i;
const ID = /^(client_?)?id$/i;
const STATE = /^(is_?)?(active|enabled)$/i;
const ERROR = /^(errors?|exceptions?|faults?)$/i;
const SUCCESS = /^(ok|success|succeeded)$/i;
const STATUS = /^status(_?code)?$/i;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valuesOf = (fields: Fields, name: RegExp): unknown[] =>
  Object.entries(fields)
    .filter(([key]) => name.test(key))
    .map(([, value]) => value);

/** Every object in an answer, at any depth. Not by recursion: an answer may be nested a million deep. */
const objectsIn = (body: unknown): Fields[] => {
  const found: Fields[] = [];
  const left: unknown[] = [body];
  while (left.length > 0) {
    const value = left.pop();
    if (isFields(value)) found.push(value);
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) left.push(inner);
  }
  return found;
};

const isNothing = (value: unknown): boolean =>
  !value || (typeof value === 'object' && Object.keys(value).length === 0);

const reportsError = (fields: Fields): boolean =>
  valuesOf(fields, ERROR).some((value) => !isNothing(value)) ||
  valuesOf(fields, SUCCESS).includes(false) ||
  valuesOf(fields, STATUS).some((status) => typeof status === 'number' && status >= 400);

const LabelsSchema = z.object({
  name: z.catch(z.optional(LineSchema), undefined),
  tenant: z.catch(z.optional(z.number()), undefined),
});

/** Whether an answer shows a state at all, usable or not. */
export const showsState = (body: unknown): boolean =>
  objectsIn(body).some((fields) => valuesOf(fields, STATE).length > 0);

/**
 * The state of this client in an answer of the published sample, bare or inside `response`. It counts only together with
 * the client's id: without one, the answer may be our own body sent back.
 *
 * @returns `undefined` if there is no such state
 * @throws ResponseSchemaError if it reports an error, names another client or contradicts itself, at any depth
 */
export const statementIn = (
  operation: string,
  body: unknown,
  clientId: ClientId,
): ClientState | undefined => {
  const refuse = (problem: string) => new ResponseSchemaError(operation, problem);
  const outer = isFields(body) ? body : {};
  const { response } = outer;
  const candidates = [outer, response].filter(isFields);
  const objects = objectsIn(body);
  const namesClient = (id: unknown): boolean => typeof id === 'string' && id.toLowerCase() === clientId;

  if (objects.some(reportsError)) throw refuse('it reports an error');
  // Deeper inside, a bare `id` may be of something else, unless a state is in the same object.
  const ids = objects.flatMap((fields) => {
    const isAboutClient = candidates.includes(fields) || valuesOf(fields, STATE).length > 0;
    return valuesOf(fields, isAboutClient ? ID : CLIENT_ID);
  });
  if (!ids.every(namesClient)) throw refuse('it names another client');
  const states = new Set(objects.flatMap((fields) => valuesOf(fields, STATE)));
  const [enabled] = states;
  if (states.size > 1) throw refuse('it contradicts itself');
  if (states.size === 1 && typeof enabled !== 'boolean') throw refuse('its state is neither true nor false');

  const statement = candidates.find(
    (fields) => valuesOf(fields, ID).length > 0 && valuesOf(fields, STATE).length > 0,
  );
  if (statement === undefined || typeof enabled !== 'boolean') return undefined;
  const { name = '', tenant } = LabelsSchema.parse(statement);
  return { clientId, name, tenant, enabled, fingerprint: undefined, modifiedAt: undefined };
};
