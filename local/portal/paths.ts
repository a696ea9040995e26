import { type Answer, emptyAnswer, htmlAnswer } from './answer.ts';

const clients = '/api/2.0/clients';

/** The answer of the gateway or of the servlet container, for paths that never reach the service. */
export const refusePath = (path: string): Answer | undefined => {
  if (!path.startsWith(clients)) return undefined;
  // The gateway routes by prefix, so that one id in 65,536 belongs to another service.
  if (path.startsWith(`${clients}/feed`)) return emptyAnswer(404);
  if (/%2f|%5c|\\|%(?![0-9a-f]{2})/i.test(path)) return htmlAnswer(400, 'HTTP Status 400 – Bad Request');
  if (/;|\/\/|%25|%2e|\/\.{1,2}(\/|$)/i.test(path)) return emptyAnswer(403);
  return undefined;
};

const resources: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/2\.0\/clients$/, 'GET'],
  [/^\/api\/2\.0\/clients\/[^/]+$/, 'GET,PUT,DELETE'],
  [/^\/api\/2\.0\/clients\/[^/]+\/activation$/, 'PATCH'],
  [/^\/api\/2\.0\/clients\/[^/]+\/regenerate$/, 'PATCH'],
];

/** The methods of a client path, or nothing for a path that the service does not have. */
export const allowedMethods = (path: string): string | undefined =>
  resources.find(([pattern]) => pattern.test(path))?.[1];
