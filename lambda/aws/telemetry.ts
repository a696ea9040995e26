import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { CANARY_ALERT_ID } from '../contract/alert-event.ts';
import {
  DETAIL_METRICS,
  IGNORED_METRICS,
  METRICS_NAMESPACE,
  OPEN_METRICS,
  TIME_METRICS,
  UNREADABLE_METRIC,
} from '../contract/metric-names.ts';
import type { Telemetry } from '../dependencies.ts';
import { LOG_CATALOGUE } from '../log.ts';

/**
 * JSON logs and EMF metrics by Powertools. Metrics carry the dimension `service` (the function), and all that count
 * requests or clients `trigger` too, so that an alarm can distinguish alerts from a person's tries.
 *
 * Each result is one EMF line, written when it is counted and not by a middleware at the end: it is there even if
 * the invocation dies later, and every line has its own trigger.
 */
export const createTelemetry = ({
  logger = new Logger(),
  metrics = new Metrics({ namespace: METRICS_NAMESPACE }),
} = {}): Telemetry & { middlewares: MiddlewareObj[] } => ({
  log: (code, fields) => {
    const { level, sentence } = LOG_CATALOGUE[code];
    logger[level](sentence, { code, ...fields });
    // An alarm counts it. It has no trigger: the record is unreadable for every request that reads the list.
    if (code === 'KS440') {
      metrics.addMetric(UNREADABLE_METRIC, MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
    }
  },
  countResult: (result) => {
    const { outcome, trigger, guard, containment, warnings, timeToContainMs } = result;
    // The gauges of the drift watch show that it ran.
    if (outcome !== 'listed' || trigger.type !== 'schedule') metrics.addMetric(outcome, MetricUnit.Count, 1);
    if (warnings.includes('ledger-unavailable') || guard?.name === 'ledger-unavailable')
      metrics.addMetric(DETAIL_METRICS.ledgerUnavailable, MetricUnit.Count, 1);
    if (trigger.type === 'schedule' && (outcome === 'healthy' || outcome === 'unhealthy'))
      metrics.addMetric(DETAIL_METRICS.checkUnhealthy, MetricUnit.Count, outcome === 'unhealthy' ? 1 : 0);
    // A further alert about a client that is held already raises no alarm.
    if (outcome === 'held' && guard?.name === 'breaker-open' && containment === undefined)
      metrics.addMetric(DETAIL_METRICS.breakerOpen, MetricUnit.Count, 1);
    // Anybody who may send alerts may send this id, too, and a drill that is sent again by redrive keeps it.
    if (outcome === 'dry-run' && trigger.type === 'alert' && trigger.alertId === CANARY_ALERT_ID)
      metrics.addMetric(DETAIL_METRICS.canary, MetricUnit.Count, 1);
    if (timeToContainMs !== null)
      metrics.addMetric(TIME_METRICS.contain, MetricUnit.Milliseconds, timeToContainMs);
    if (!metrics.hasStoredMetrics()) return;
    metrics.addDimension('trigger', trigger.type);
    metrics.publishStoredMetrics();
  },
  countIgnored: (count, of) => {
    metrics.addDimension('trigger', 'alert');
    metrics.addMetric(IGNORED_METRICS[of], MetricUnit.Count, count);
    metrics.publishStoredMetrics();
  },
  countOpen: (open) => {
    metrics.addDimension('trigger', 'schedule');
    if (open.drifted !== null) metrics.addMetric(OPEN_METRICS.drifted, MetricUnit.Count, open.drifted);
    metrics.addMetric(OPEN_METRICS.held, MetricUnit.Count, open.held);
    metrics.addMetric(OPEN_METRICS.notSeen, MetricUnit.Count, open.notSeen);
    metrics.addMetric(OPEN_METRICS.reviewDue, MetricUnit.Count, open.reviewDue);
    metrics.addMetric(OPEN_METRICS.unproven, MetricUnit.Count, open.unproven);
    metrics.publishStoredMetrics();
  },
  middlewares: [injectLambdaContext(logger, { resetKeys: true })],
});
