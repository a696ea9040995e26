import type { Accounts } from './accounts.ts';
import { emptyAnswer, jsonAnswer } from './answer.ts';
import type { Operate } from './exchange.ts';
import type { Signatures } from './signature.ts';

const bearer = (authorization: string | undefined): string =>
  /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';

/** `GET /api/2.0/security/oauth2/token`: an API key becomes a signature of its owner for five minutes. */
export const createTokenExchange =
  (accounts: Accounts, signatures: Signatures, tenantUrl: () => string, suspended: () => boolean): Operate =>
  async ({ headers, now }) => {
    if (suspended()) return emptyAnswer(404);
    const account = accounts.byKey(bearer(headers.authorization));
    if (account === undefined) return emptyAnswer(401);
    return jsonAnswer(200, {
      response: await signatures.mint(account, tenantUrl(), now),
      count: 1,
      links: [{ href: `${tenantUrl()}/api/2.0/security/oauth2/token`, action: 'GET' }],
      status: 0,
      statusCode: 200,
    });
  };
