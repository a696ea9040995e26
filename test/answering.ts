import { answer } from '../lambda/answer.ts';
import type { Dependencies } from '../lambda/dependencies.ts';
import type { Dialect } from '../lambda/docspace/dialect.ts';
import { createContainerBreaker } from '../lambda/ledger/container-breaker.ts';
import type { Arrival } from '../lambda/requests/door.ts';
import { RESERVE_MS } from '../lambda/time-limits.ts';

/** One container of the function without Lambda and HTTP around it: what answers its invocations. */
export const createAnswer = (dependencies: Dependencies, portal: Dialect) => {
  const container = { ...dependencies, portal, containerBreaker: createContainerBreaker() };
  return (
    payload: unknown,
    {
      requestId,
      remainingMs,
      arrival = 'unqualified',
    }: { requestId: string; remainingMs: number; arrival?: Arrival },
  ) => {
    const receivedAt = dependencies.now();
    const end = receivedAt.getTime() + remainingMs - RESERVE_MS;
    return answer(payload, { requestId, receivedAt, end, arrival }, container);
  };
};
