import * as z from 'zod';
import { jsonIn } from './json-in.ts';

const RequestSchema = z.object({
  action: z.string(),
  clientId: z.string().optional(),
  reason: z.string().optional(),
  rotateSecret: z.boolean().optional(),
  acceptUnrotatedSecret: z.boolean().optional(),
});

/** How a person calls this program, and the options that name where it acts, if any. */
export type Caller = { program: string; where: string };

/** A field of a request, with the flag that stands for it here. */
const FIELD_WITH_FLAG = /"[A-Za-z]+": true \((?:local )?command: (--[a-z-]+)\)/g;

/** The command that a mail gives to whoever has this repository. */
const MAILED_COMMAND = /docspace-kill-switch (disable \S+) --stack \S+/g;

/** A sentence of a result, with each request in it as a person types it here: the function writes for console and mail. */
export const typed = (sentence: string, { program, where }: Caller): string =>
  sentence
    .replaceAll(FIELD_WITH_FLAG, '$1')
    .replaceAll(MAILED_COMMAND, (_command, words) => [program, words, where].filter(Boolean).join(' '))
    .replaceAll(/\{"action": [^{}]+\}/g, (json) => {
      const { data } = RequestSchema.safeParse(jsonIn(json));
      if (data === undefined) return json;
      const { action, clientId, reason, rotateSecret, acceptUnrotatedSecret } = data;
      const words = [
        program,
        action,
        clientId,
        where,
        reason === undefined ? undefined : `--reason "${reason}"`,
        rotateSecret ? '--rotate-secret' : undefined,
        acceptUnrotatedSecret ? '--accept-unrotated-secret' : undefined,
      ];
      return words.filter((word) => word !== undefined && word !== '').join(' ');
    });
