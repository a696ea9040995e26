import * as z from 'zod';

const TokenAnswerSchema = z.object({ response: z.string() });

/**
 * What a script without the kill switch would do: trade the key for a signature, send one PATCH, trust its 200.
 * @returns status of the PATCH
 */
export const disableWithOnePatch = async (
  portalUrl: string,
  apiKey: string,
  clientId: string,
): Promise<number> => {
  const exchanged = await fetch(`${portalUrl}/api/2.0/security/oauth2/token`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const { response: signature } = TokenAnswerSchema.parse(await exchanged.json());
  const answer = await fetch(`${portalUrl}/api/2.0/clients/${clientId}/activation`, {
    method: 'PATCH',
    headers: { 'x-signature': signature, 'content-type': 'application/json' },
    body: JSON.stringify({ status: false }),
  });
  return answer.status;
};
