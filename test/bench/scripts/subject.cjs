// Runs one handler in a process of its own and measures it from inside. argv: file, job, options as JSON.
const [, , file, job, given] = process.argv;
const options = JSON.parse(given);

// Settling is a wait by design, the same for everybody who proves: without it the overhead can be seen.
const setTimer = globalThis.setTimeout;
const timers = require('node:timers/promises');
const wait = timers.setTimeout;
let settles = 0;
timers.setTimeout = (ms, ...more) => {
  if (ms <= 100 || ms > 260) return wait(ms, ...more);
  settles += 1;
  // A timer of no milliseconds takes one.
  return timers.setImmediate(...more);
};

let firstWriteAt;
const realFetch = globalThis.fetch;
globalThis.fetch = async (url, request) => {
  const answer = await realFetch(url, request);
  if (request?.method === 'PATCH' || request?.method === 'PUT') firstWriteAt ??= performance.now();
  return answer;
};

// Logs and metrics go where Lambda takes them, and are not to be read here.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
for (const level of ['debug', 'log', 'info', 'warn', 'error']) console[level] = () => {};

const alertFor = (clientId, id) => ({
  version: '0',
  id: String(id),
  source: 'security.alerts',
  'detail-type': 'OAuth2 Client Security Alert',
  account: '123456789012',
  region: 'eu-central-1',
  time: new Date().toISOString(),
  resources: [],
  detail: { clientId, severity: 'high', reason: 'benchmark' },
});
const context = {
  awsRequestId: 'bench',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:bench:alerts',
  getRemainingTimeInMillis: () => 600_000,
  functionName: 'bench',
  memoryLimitInMB: '256',
};

const one = async (handler, clientId, id) => {
  firstWriteAt = undefined;
  settles = 0;
  const startedAt = performance.now();
  const { outcome } = await handler(alertFor(clientId, id), context);
  if (outcome !== options.expect) throw new Error(`${outcome} instead of ${options.expect}`);
  return {
    total: performance.now() - startedAt,
    firstWrite: (firstWriteAt ?? startedAt) - startedAt,
    settles,
  };
};

const jobs = {
  load: async () => {
    const before = performance.now();
    const { handler } = require(file);
    const loadMs = performance.now() - before;
    const { total } = await one(handler, options.clientIds[0], 'cold');
    return { loadMs, firstAlertMs: total, sinceStartMs: performance.now() };
  },
  warm: async () => {
    const { handler } = require(file);
    const runs = [];
    for (const [index, clientId] of options.clientIds.entries())
      runs.push(await one(handler, clientId, `w${options.tag}-${index}`));
    return runs.slice(options.warmUp);
  },
  memory: async () => {
    const { handler } = require(file);
    const peaks = [];
    const cpuBefore = process.cpuUsage();
    for (const [index, clientId] of options.clientIds.entries()) {
      await one(handler, clientId, `m-${index}`);
      if ((index + 1) % 100 === 0) peaks.push(process.resourceUsage().maxRSS * 1024);
    }
    const { user, system } = process.cpuUsage(cpuBefore);
    return { peaks, cpuMs: (user + system) / 1000 / options.clientIds.length };
  },
  // What is still held on to when everything that can go has gone; needs --expose-gc.
  kept: async () => {
    const { handler } = require(file);
    const heaps = [];
    for (const [index, clientId] of options.clientIds.entries()) {
      await one(handler, clientId, `k-${index}`);
      if ((index + 1) % 100 !== 0) continue;
      await new Promise((resolve) => setTimer(resolve, 100));
      global.gc();
      heaps.push(process.memoryUsage().heapUsed);
    }
    return { heaps };
  },
};

jobs[job]().then(
  (measured) => write(`${JSON.stringify(measured)}\n`, () => process.exit(0)),
  (error) => {
    process.stderr.write(`${error.stack}\n`, () => process.exit(1));
  },
);
