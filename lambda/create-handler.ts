import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createAnswer } from './answer.ts';
import type { Dependencies } from './dependencies.ts';
import { createPortal } from './docspace/portal.ts';
import { faultFields } from './log.ts';
import { RetryNeededError } from './retry-needed-error.ts';

/** Whatever leaves the function as an error carries our own words only. */
const errorBoundary = ({ log }: Pick<Dependencies, 'log'>): middy.MiddlewareObj => ({
  onError: (request) => {
    if (request.error instanceof RetryNeededError) return;
    log('KS900', faultFields(request.error));
    request.error = new Error('unexpected fault inside the kill switch; the log has its place');
  },
});

/** The function: what is true of any Lambda around what is true of this one. */
export const createHandler = (dependencies: Dependencies, middlewares: middy.MiddlewareObj[] = []) => {
  const { settings, fetchApiKey, fetch, now, callTimeoutMs } = dependencies;
  const { dialect, policy } = settings;
  const portal = createPortal({ portal: policy.portal, dialect, fetchApiKey, fetch, now, callTimeoutMs });
  const answer = createAnswer(dependencies, portal);
  return middy()
    .use(middlewares)
    .use(errorBoundary(dependencies))
    .handler((payload: unknown, context: Context) =>
      answer(payload, { requestId: context.awsRequestId, remainingMs: context.getRemainingTimeInMillis() }),
    );
};
