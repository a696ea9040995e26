import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { answer } from './answer.ts';
import type { Dependencies } from './dependencies.ts';
import { createPortal } from './docspace/portal.ts';
import { createContainerBreaker } from './ledger/container-breaker.ts';
import { faultFields } from './log.ts';
import { arrivalOf } from './requests/door.ts';
import { RetryNeededError } from './retry-needed-error.ts';
import type { Container } from './scene.ts';
import { RESERVE_MS } from './time-limits.ts';

/** The function: what is true of any Lambda around what is true of this one. */
export const createHandler = (dependencies: Dependencies, middlewares: middy.MiddlewareObj[] = []) => {
  const { settings, now, log } = dependencies;
  const container: Container = {
    ...dependencies,
    portal: createPortal({ ...dependencies, portal: settings.policy.portal, dialect: settings.dialect }),
    containerBreaker: createContainerBreaker(),
  };
  return middy()
    .use(middlewares)
    .onError((request) => {
      if (request.error instanceof RetryNeededError) return;
      log('KS900', faultFields(request.error));
      // An error leaves the function with our own words only.
      request.error = new Error('unexpected fault inside the kill switch; the log has its place');
    })
    .handler((payload: unknown, context: Context) => {
      const receivedAt = now();
      const end = receivedAt.getTime() + context.getRemainingTimeInMillis() - RESERVE_MS;
      const arrival = arrivalOf(context.invokedFunctionArn);
      return answer(payload, { requestId: context.awsRequestId, receivedAt, end, arrival }, container);
    });
};
