import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { endNow, leftOf, passUnder } from './counted-timeouts.ts';

/** Which of the SDK's requests this is, so that the stub can say which one it leaves without an answer. */
const CALL_HEADER = 'x-call';

type Handler = DynamoDBClient['config']['requestHandler'];

/**
 * Time-outs of the SDK's clients, and of who calls them, that are counted and not waited for: they end the requests
 * that a server leaves without an answer, at once, and no other, however long a busy machine takes for it.
 * @param onGivenUp hears for how many ms an answer would have been waited for
 */
export const createPatience = (onGivenUp: (afterMs: number) => void) => {
  const openCalls = new Map<string, () => void>();
  let count = 0;

  return {
    /** @param requestTimeoutMs what the client itself grants a request */
    give: (requestHandler: Handler, requestTimeoutMs: number): void => {
      const send = requestHandler.handle.bind(requestHandler);
      requestHandler.handle = (request, options) => {
        count += 1;
        const name = `${count}`;
        request.headers[CALL_HEADER] = name;
        const own = new AbortController();
        const timedOut = Promise.withResolvers<never>();
        const given = options !== undefined && 'abortSignal' in options ? options.abortSignal : undefined;
        const signal = given instanceof AbortSignal ? given : undefined;
        const isLeft = () => {
          const left = leftOf(signal);
          onGivenUp(Math.min(left, requestTimeoutMs));
          // Where both are equal the caller's ends first: it began to count first.
          if (left > requestTimeoutMs) {
            passUnder(signal, requestTimeoutMs);
            timedOut.reject(Object.assign(new Error('no answer in time'), { name: 'TimeoutError' }));
          } else endNow(signal);
          own.abort();
        };
        openCalls.set(name, isLeft);
        const answer = send(request, { abortSignal: own.signal }).finally(() => openCalls.delete(name));
        return Promise.race([answer, timedOut.promise]);
      };
    },
    /** The server never answers the request with these headers. */
    leave: (headers: Readonly<Record<string, unknown>>): void => openCalls.get(`${headers[CALL_HEADER]}`)?.(),
  };
};
