import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { LOG_CATALOGUE, type Log } from './log.ts';
import type { ContainmentResult } from './results/result.ts';

/** CloudWatch namespace of all metrics. */
export const METRICS_NAMESPACE = 'DocSpaceOAuth2KillSwitch';

/** Metrics beside one per outcome, which is named like the outcome. */
export const TIME_METRICS = { contain: 'TimeToContain', proof: 'TimeToProof' } as const;

export type Telemetry = {
  log: Log;
  countResult: (result: ContainmentResult) => void;
  middlewares: MiddlewareObj[];
};

/**
 * JSON logs and EMF metrics by Powertools. Metrics carry the dimensions `service` (the function) and `trigger`,
 * so that an alarm can tell alerts from a person's tries.
 *
 * Each result is one EMF line, written when it is counted and not by a middleware at the end: it stands even if
 * the invocation dies later, and every line has its own trigger.
 */
export const createTelemetry = ({
  logger = new Logger(),
  metrics = new Metrics({ namespace: METRICS_NAMESPACE }),
} = {}): Telemetry => ({
  log: (code, fields) => {
    const { level, sentence } = LOG_CATALOGUE[code];
    logger[level](sentence, { code, ...fields });
  },
  countResult: ({ outcome, trigger, timeToContainMs, timeToProofMs }) => {
    metrics.addDimension('trigger', trigger.type);
    metrics.addMetric(outcome, MetricUnit.Count, 1);
    if (timeToContainMs !== null)
      metrics.addMetric(TIME_METRICS.contain, MetricUnit.Milliseconds, timeToContainMs);
    if (timeToProofMs !== null) metrics.addMetric(TIME_METRICS.proof, MetricUnit.Milliseconds, timeToProofMs);
    metrics.publishStoredMetrics();
  },
  middlewares: [injectLambdaContext(logger, { resetKeys: true })],
});
