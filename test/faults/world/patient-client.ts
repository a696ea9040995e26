import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Which of the SDK's requests this is, so that the stub can say which one it leaves without an answer. */
const CALL_HEADER = 'x-call';

type Handler = DynamoDBClient['config']['requestHandler'];

/**
 * Time-outs of the SDK's clients, and of who calls them, that strike only the requests that a server leaves without
 * an answer: a request that is answered may take as long as a busy machine needs.
 */
export const createPatience = (onGivenUp: (afterMs: number) => void) => {
  const openCalls = new Map<string, () => void>();
  let count = 0;

  return {
    /** @param requestTimeoutMs what the client itself grants a request */
    give: (requestHandler: Handler, requestTimeoutMs: number): void => {
      const send = requestHandler.handle.bind(requestHandler);
      requestHandler.handle = (request, options) => {
        const abortSignal =
          options !== undefined && 'abortSignal' in options ? options.abortSignal : undefined;
        count += 1;
        const name = `${count}`;
        request.headers[CALL_HEADER] = name;
        const began = performance.now();
        const own = new AbortController();
        const timedOut = Promise.withResolvers<never>();
        const isLeft = () => {
          const giveUp = () => {
            own.abort();
            onGivenUp(performance.now() - began);
          };
          const timer = setTimeout(
            () => {
              timedOut.reject(Object.assign(new Error('no answer in time'), { name: 'TimeoutError' }));
              giveUp();
            },
            requestTimeoutMs - (performance.now() - began),
          );
          own.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
          if (abortSignal?.aborted === true) giveUp();
          else if (abortSignal instanceof AbortSignal)
            abortSignal.addEventListener('abort', () => own.signal.aborted || giveUp(), { once: true });
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
