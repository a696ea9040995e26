import { type Answer, problemAnswer } from './answer.ts';
import { idInPath, lookupId } from './client-id.ts';
import type { ClientRow } from './client-row.ts';
import type { SignatureClaims } from './signature.ts';

type Place = { path: string; claims: SignatureClaims; rateHeaders: Answer['headers'] };

/** Whether the signature's role reaches that client; one that it does not reach looks unknown. */
export const reaches = (claims: SignatureClaims, row: ClientRow): boolean =>
  row.tenant === claims.tenant_id && (claims.is_admin || row.ownerId === claims.user_id);

/** For an ordinary user the detail carries an e-mail address, as on the real service. */
export const notFound = ({ claims, path, rateHeaders }: Place): Answer =>
  problemAnswer({
    status: 404,
    title: 'Not Found',
    detail: `Client with id ${idInPath(path) ?? ''} for ${
      claims.is_admin ? `tenant ${claims.tenant_id}` : claims.user_email
    } was not found`,
    instance: path,
    headers: rateHeaders,
  });

/** The id to look up, or the answer that an unusable one gets. */
export const usableId = (place: Place): { id: string } | { answer: Answer } => {
  const sent = idInPath(place.path) ?? '';
  if (sent.trim() === '') {
    return {
      answer: problemAnswer({
        status: 400,
        title: 'Bad Request',
        detail: 'Validation failed',
        instance: place.path,
        errors: ['the client id is blank'],
        headers: place.rateHeaders,
      }),
    };
  }
  const id = lookupId(sent);
  return id === undefined ? { answer: notFound(place) } : { id };
};
