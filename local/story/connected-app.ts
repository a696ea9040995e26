import * as z from 'zod';
import type { SeededClient } from '../portal/seed.ts';

const TokenAnswerSchema = z.object({ access_token: z.string() });
const RefusalSchema = z.object({ error: z.string() });
const FilesSchema = z.object({ response: z.object({ files: z.array(z.unknown()) }) });

/** An app that a portal's users have connected: it has a client id and secret, and lists files with its token. */
export const connectedApp = (portalUrl: string, client: SeededClient) => ({
  ...client,

  /** Asks for a token with the client's own credentials. */
  requestToken: async (): Promise<{ status: number; token?: string; error?: string }> => {
    const answer = await fetch(`${portalUrl}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.clientSecret,
      }),
    });
    const body: unknown = await answer.json();
    return answer.ok
      ? { status: answer.status, token: TokenAnswerSchema.parse(body).access_token }
      : { status: answer.status, error: RefusalSchema.parse(body).error };
  },

  /** Lists the files that the token opens. */
  listFiles: async (token: string): Promise<{ status: number; files: number }> => {
    const answer = await fetch(`${portalUrl}/api/2.0/files/@my`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    const files = answer.ok ? FilesSchema.parse(JSON.parse(text)).response.files.length : 0;
    return { status: answer.status, files };
  },
});

export type ConnectedApp = ReturnType<typeof connectedApp>;
