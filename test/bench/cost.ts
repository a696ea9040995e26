import { STANDING_ALARMS } from '../../lambda/contract/alarm-anchor.ts';

/**
 * List prices of us-east-1 in US dollars, without the free tier, as published in the first half of 2026; each for
 * the amount that its name says. The one place of every price in the documents.
 */
export const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequests: { dollars: 0.2, per: 1e6 },
  customEvents: { dollars: 1, per: 1e6 },
  secretReads: { dollars: 0.05, per: 1e4 },
  traces: { dollars: 5, per: 1e6 },
  mails: { dollars: 2, per: 1e5 },
  published: { dollars: 0.5, per: 1e6 },
  logGbIn: 0.5,
  logGbMonth: 0.03,
  metricMonth: 0.3,
  writeUnits: { dollars: 0.625, per: 1e6 },
  readUnits: { dollars: 0.125, per: 1e6 },
  /** Storage and point-in-time recovery. */
  tableGbMonth: 0.25 + 0.2,
  alarmMonth: 0.1,
  queueRequests: { dollars: 0.4, per: 1e6 },
  dashboardMonth: 3,
  secretMonth: 0.4,
} as const;

const HOURS = 730;
const KB_IN_GB = 1e6;

/** What one alert uses; the units of the ledger follow from its calls in the benchmark. */
const ALERT = {
  gbSeconds: 1.5 * 0.25,
  events: 2,
  logKb: 6,
  logMonths: 12,
  metrics: 2,
  writeUnits: 17,
  readUnits: 4,
  resultKb: 4,
  resultMonths: 400 / 30.4,
};

/** The metrics that there are at most, whatever happens. */
const MAX_METRICS = 10;

/** Runs of the drift watch: every five minutes. */
const WATCH_RUNS = 12 * 24 * 30;
const WATCHED_CLIENTS = 100;

const amount = ({ dollars, per }: { dollars: number; per: number }, count: number): number =>
  (dollars * count) / per;

/** What the stack costs each month without a single alert, by part. */
export const STANDING: Readonly<Record<string, number>> = {
  'CloudWatch alarms': STANDING_ALARMS.length * PRICES.alarmMonth,
  dashboard: PRICES.dashboardMonth,
  secret: PRICES.secretMonth,
  'daily proof': (PRICES.metricMonth * 2 * 30) / HOURS,
  'drift watch, runs': WATCH_RUNS * 0.5 * 0.25 * PRICES.lambdaGbSecond,
  'drift watch, around them':
    amount(PRICES.customEvents, WATCH_RUNS) +
    amount(PRICES.lambdaRequests, WATCH_RUNS) +
    amount(PRICES.traces, WATCH_RUNS) +
    amount(PRICES.secretReads, WATCH_RUNS),
  'drift watch, log': ((WATCH_RUNS * 2.5) / KB_IN_GB) * (PRICES.logGbIn + 12 * PRICES.logGbMonth),
  'drift watch, metrics': 5 * PRICES.metricMonth,
  'ledger, read by the watch': amount(PRICES.readUnits, (WATCH_RUNS * WATCHED_CLIENTS) / 4),
};

/** What that many alerts a month add, by part. */
export const costOf = (alerts: number): Readonly<Record<string, number>> => ({
  'Lambda, time': alerts * ALERT.gbSeconds * PRICES.lambdaGbSecond,
  'Lambda, requests': amount(PRICES.lambdaRequests, alerts),
  'EventBridge, custom events': amount(PRICES.customEvents, alerts * ALERT.events),
  'Secrets Manager, calls': amount(PRICES.secretReads, alerts),
  'X-Ray, traces': amount(PRICES.traces, alerts),
  'SNS, mails': amount(PRICES.mails, alerts) + amount(PRICES.published, alerts),
  'logs, taken in': ((alerts * ALERT.logKb) / KB_IN_GB) * PRICES.logGbIn,
  'logs, kept': ((alerts * ALERT.logKb * ALERT.logMonths) / KB_IN_GB) * PRICES.logGbMonth,
  'custom metrics': Math.min((alerts * ALERT.metrics) / HOURS, MAX_METRICS) * PRICES.metricMonth,
  // Queues cost only while something is redriven.
  SQS: amount(PRICES.queueRequests, 0),
  'DynamoDB, writes': amount(PRICES.writeUnits, alerts * ALERT.writeUnits),
  'DynamoDB, reads': amount(PRICES.readUnits, alerts * ALERT.readUnits),
  'DynamoDB, kept': ((alerts * ALERT.resultKb * ALERT.resultMonths) / KB_IN_GB) * PRICES.tableGbMonth,
});

export const sumOf = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((sum, dollars) => sum + dollars, 0);

/** The whole bill of a month with that many alerts, in US dollars. */
export const monthOf = (alerts: number): number => sumOf(STANDING) + sumOf(costOf(alerts));

/**
 * What AWS publishes for a month of Automated Security Response on AWS, in US dollars, by remediations a month.
 * @see https://docs.aws.amazon.com/solutions/latest/automated-security-response-on-aws/cost.html
 */
export const PUBLISHED_BY_AWS: readonly { remediations: number; dollars: number; size: string }[] = [
  { remediations: 300, dollars: 14.7, size: '10 accounts, 1 Region' },
  { remediations: 3_000, dollars: 106.4, size: '100 accounts, 1 Region' },
  { remediations: 30_000, dollars: 7_360, size: '1,000 accounts, 10 Regions' },
];
