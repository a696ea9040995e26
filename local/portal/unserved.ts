import type { Admit } from './admission.ts';
import { emptyAnswer } from './answer.ts';
import type { Operate } from './exchange.ts';
import { allowedMethods } from './paths.ts';

/** A signed OPTIONS on the activation path: shows that the method exists, whoever signed. Takes no rate token. */
export const createProbe =
  (admit: Admit): Operate =>
  async (exchange) => {
    const admission = await admit(exchange, { anyRole: true });
    return admission.admitted
      ? emptyAnswer(200, { allow: 'PATCH,OPTIONS', 'accept-patch': 'application/json' })
      : admission.answer;
  };

/** Everything else: the wrong method on a client path, or a path that the service does not have. */
export const createRefusal =
  (admit: Admit): Operate =>
  async (exchange) => {
    const allow = allowedMethods(exchange.path);
    if (allow === undefined) return emptyAnswer(404);
    const admission = await admit(exchange, { allow });
    return admission.admitted ? emptyAnswer(404) : admission.answer;
  };

/** A content type that the server library cannot read; to the service it is a wrong one like any other. */
export const createUnreadable =
  (admit: Admit): Operate =>
  async (exchange) => {
    const admission = await admit(exchange, { consumesJson: true });
    return admission.admitted ? emptyAnswer(403) : admission.answer;
  };
