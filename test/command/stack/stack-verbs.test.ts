import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRuleCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, GetPolicyCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { requestKeyFor } from '../../../lambda/report/keys.ts';
import { AlertSchema } from '../../../lambda/requests/alert.ts';
import { findingEvent } from '../../findings.ts';
import { folderWith } from '../../folders.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';
import { run } from '../fake-terminal.ts';
import { ALERTS_ALIAS } from '../redrive/stack.ts';
import { fakeAccount, PORTAL } from './fake-account.ts';

const STACK = ['--stack', 'Stack', '--region', 'eu-central-1'];
const TITLE = 'stack Stack in eu-central-1: function Stack\n';
const KEY = `sk-${'0a'.repeat(32)}`;

const named = (name: string, message = '') => Object.assign(new Error(message), { name, $metadata: {} });

/** What the function answers to a check, made by its own code. */
const answerOf = async (...argv: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await run([...argv, '--json'])).out);

const invokedWith = (lambda: ReturnType<typeof fakeAccount>['lambda']) =>
  lambda.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => ({
    to: input.FunctionName,
    payload: JSON.parse(String(input.Payload)),
  }));

describe('a verb on a stack asks its function, and names the stack in the first line', () => {
  const REASON = ['--reason', 'case 4711'];
  test.each([
    [['status', CLIENT_ID], { action: 'status', clientId: CLIENT_ID }],
    [['check'], { action: 'check' }],
    [['list', '--page', '2'], { action: 'list', page: 2 }],
    [['list'], { action: 'list' }],
    [['reset-breaker', ...REASON], { action: 'reset-breaker', reason: 'case 4711' }],
    [
      ['disable', CLIENT_ID, ...REASON, '--operator', 'Ada'],
      { action: 'disable', clientId: CLIENT_ID, reason: 'case 4711', operator: 'Ada', dryRun: false },
    ],
    [['rotate', CLIENT_ID, ...REASON], { action: 'rotate', clientId: CLIENT_ID, reason: 'case 4711' }],
    [
      ['enable', CLIENT_ID, ...REASON, '--rotate-secret'],
      {
        action: 'enable',
        clientId: CLIENT_ID,
        reason: 'case 4711',
        acceptUnrotatedSecret: false,
        rotateSecret: true,
      },
    ],
    [
      ['enable', CLIENT_ID, ...REASON, '--accept-unrotated-secret'],
      { action: 'enable', clientId: CLIENT_ID, reason: 'case 4711', acceptUnrotatedSecret: true },
    ],
  ])('%j', async (argv, payload) => {
    const { lambda } = fakeAccount({ answer: await answerOf('status', CLIENT_ID) });
    const { out, code } = await run([...argv, ...STACK]);
    expect(invokedWith(lambda)).toEqual([{ to: 'Stack', payload }]);
    expect(out.startsWith(`${TITLE}not-found  `)).toBe(true);
    expect(code).toBe(3);
  });

  test('event goes the way of alerts', async () => {
    const { lambda } = fakeAccount({ answer: await answerOf('check') });
    const folder = folderWith({ 'alert.json': '{"detail": {}}' });
    await run(['event', 'alert.json', ...STACK], { folder });
    expect(invokedWith(lambda)).toEqual([{ to: ALERTS_ALIAS, payload: { detail: {} } }]);
  });

  test('a next step of the answer names the verb and the stack, and in --json the request as it came', async () => {
    const step = 'Run a check, {"action": "check"}, to see which part is broken.';
    fakeAccount({ answer: { ...(await answerOf('status', CLIENT_ID)), nextSteps: [step] } });
    const { out } = await run(['status', CLIENT_ID, ...STACK]);
    expect(out).toContain(`Run a check, docspace-kill-switch check ${STACK.join(' ')}, to see`);
    expect(JSON.parse((await run(['status', CLIENT_ID, ...STACK, '--json'])).out)).toMatchObject({
      nextSteps: [step],
    });
  });

  test('--json is one document on stdout, and the stack is named beside it', async () => {
    const answer = await answerOf('status', CLIENT_ID);
    fakeAccount({ answer });
    const { out, err } = await run(['status', CLIENT_ID, ...STACK, '--json']);
    expect(JSON.parse(out)).toEqual(answer);
    expect(err).toBe(TITLE);
  });

  test('explain reads with the settings of the function, and says what the stack does not take', async () => {
    fakeAccount();
    const folder = folderWith({
      'asff.json': JSON.stringify(findingEvent('asff-imported', { clientId: CLIENT_ID })),
      'ocsf.json': JSON.stringify(findingEvent('ocsf-imported', { clientId: CLIENT_ID })),
    });
    // It is read as an alert; the fixture is older than the stack's age limit.
    expect(await run(['explain', 'asff.json', ...STACK], { folder })).toMatchObject({ code: 3, err: '' });
    const ocsf = await run(['explain', 'ocsf.json', ...STACK], { folder });
    // As `event` exits, whose alert fails until the setting is there.
    expect(ocsf).toMatchObject({ code: 1, err: expect.stringContaining('add ocsf to its setting inputs') });
  });
});

describe('a function that does not answer with a result', () => {
  test('that failed is reported in its own words, exit 1', async () => {
    const { lambda } = fakeAccount();
    lambda.on(InvokeCommand).callsFake(() => ({
      FunctionError: 'Unhandled',
      Payload: Buffer.from('{"errorMessage":"failed: the portal does not answer"}'),
    }));
    const { code, out } = await run(['status', CLIENT_ID, ...STACK]);
    expect(code).toBe(1);
    expect(out).toContain('failed  the function says: failed: the portal does not answer');
    expect(out).toContain('docspace-kill-switch logs --stack Stack --region eu-central-1');
  });

  test('of another version: its answer is shown as it came, exit 1', async () => {
    fakeAccount({ answer: { outcome: 'teleported' } });
    const { code, out, err } = await run(['check', ...STACK, '--json']);
    expect([code, JSON.parse(out)]).toEqual([1, { outcome: 'teleported' }]);
    expect(err).toContain('another version');
  });
});

describe('problems of AWS are said in words of our own, exit 2, and nothing is invoked', () => {
  test.each([
    [
      'no rights',
      named('AccessDeniedException', 'User: arn:x is not authorized to perform: lambda:InvokeFunction on y'),
      /do not allow lambda:InvokeFunction/,
    ],
    ['rights without a name', named('AccessDenied'), /do not allow this/],
    [
      'credentials that expired',
      named('ExpiredTokenException'),
      /expired or are not accepted.*\n {2}aws sso login/,
    ],
    ['a function that is gone', named('ResourceNotFoundException'), /has no function Stack any more/],
    ['a function that is stopped', named('TooManyRequestsException'), /resume --stack Stack/],
    [
      'a network that is down',
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      /AWS was not reached.*HTTPS_PROXY/,
    ],
    [
      'anything else',
      named('InternalFailure', 'secret text'),
      /AWS did not do what was asked \(InternalFailure\)/,
    ],
  ])('%s', async (_what, error, text) => {
    const { lambda } = fakeAccount();
    lambda.on(InvokeCommand).rejects(error);
    const { code, err } = await run(['status', CLIENT_ID, ...STACK]);
    expect(code).toBe(2);
    expect(err).toMatch(text);
    expect(err).not.toContain('secret text');
  });

  test('a stack that does not exist', async () => {
    const { cloudFormation, lambda } = fakeAccount();
    cloudFormation.on(DescribeStacksCommand).rejects(named('ValidationError', 'does not exist'));
    const { code, out, err } = await run(['check', ...STACK]);
    expect([code, out, invokedWith(lambda)]).toEqual([2, '', []]);
    expect(err).toMatch(/^error: there is no stack Stack in this account and region.*--region.*--profile/);
  });

  test.each([
    [['check', '--region', 'eu-central-1'], '--region and --profile belong to --stack'],
    [
      ['check', ...STACK, '--portal', 'https://x.example'],
      "'--portal <url>' cannot be used with option '--stack <name>'",
    ],
    [['check', '--stack', 'a b'], 'must name a deployed stack'],
    [['drill', CLIENT_ID], "required option '--stack <name>'"],
    [['logs', ...STACK, '--since', 'yesterday'], 'must be a duration'],
    [['drill', '4711', ...STACK], 'must be a UUID'],
    [['store-key', KEY, ...STACK], 'takes no argument'],
    [['redrive', ...STACK, '--discard-invalid'], 'not a terminal'],
    [['deploy'], 'this is not a terminal: look with diff, then add --yes'],
    [['deploy'], 'portalUrl is missing'],
    [['deploy', '-c', 'portalUrl=https://x.example', '-c', 'mode=of'], 'mode must be'],
    [['destroy'], 'this is not a terminal'],
  ])('%j is a usage error', async (argv, text) => {
    const { cloudFormation, lambda } = fakeAccount();
    const { code, out, err } = await run(argv);
    expect([code, out, lambda.calls(), cloudFormation.calls()]).toEqual([2, '', [], []]);
    expect(err).toContain(text);
    expect(err).not.toContain(KEY);
  });
});

describe('check on a stack adds what the own rights show', () => {
  const check = async (change: (account: ReturnType<typeof fakeAccount>) => void = () => {}) => {
    const answer = await answerOf('check');
    const account = fakeAccount({ answer });
    change(account);
    return run(['check', ...STACK]);
  };

  test('all is well, and the next command is named', async () => {
    const { code, out } = await check();
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}ok +alerts +the rule is on$/m);
    expect(out).toMatch(/^ {2}ok +queues +no alert waits$/m);
    expect(out).toMatch(/^ {2}ok +mail +1 confirmed$/m);
    expect(out).toMatch(/^ {2}ok +deployed +2026-01-31T03:00:00Z, code abcdefgh, mode enforce$/m);
    expect(out).toContain(`next         docspace-kill-switch drill <clientId> ${STACK.join(' ')}\n`);
  });

  test('a rule that is off: it says stopped, exit 1', async () => {
    const { code, out } = await check(({ events }) =>
      events.on(DescribeRuleCommand).resolves({ State: 'DISABLED' }),
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}not ok +alerts +stopped: off is Stack-alerts; docspace-kill-switch resume/m);
  });

  test('a function that no rule of the stack may start: it gets no alert, exit 1', async () => {
    const { code, out } = await check(({ lambda }) => lambda.on(GetPolicyCommand).resolves({}));
    expect(code).toBe(1);
    expect(out).toMatch(
      /^ {2}not ok +alerts +no rule of the stack may start the function: deploy it again$/m,
    );
  });

  test('what rings, waits or is not confirmed is worth a look, and no failure', async () => {
    const { code, out } = await check(({ alarms, sqs, sns }) => {
      alarms.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ AlarmName: 'Stack-canary' }] });
      sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '2' } });
      sns
        .on(ListSubscriptionsByTopicCommand)
        .resolves({ Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] });
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}look +alarms +Stack-canary:/m);
    expect(out).toMatch(/^ {2}look +queues +about 4 wait: .* redrive/m);
    expect(out).toMatch(/^ {2}look +mail +nobody hears the alarms; 1 not confirmed/m);
  });

  test('what the rights do not show is said, and the check goes on', async () => {
    const { code, out } = await check(({ alarms }) =>
      alarms.on(DescribeAlarmsCommand).rejects(named('AccessDenied')),
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      /^ {2}look +alarms +not visible from here \(your AWS credentials do not allow it\)$/m,
    );
  });
});

describe('store-key', () => {
  test.each([
    ['a pipe', { stdin: `${KEY}\n` }],
    ['a prompt that does not show it', { hidden: KEY }],
  ])('stores a key from %s, shows it nowhere, and names the next command', async (_from, options) => {
    const { secrets } = fakeAccount();
    const { code, out, err } = await run(['store-key', ...STACK], options);
    expect([code, err]).toEqual([0, '']);
    expect(secrets.commandCalls(PutSecretValueCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { SecretId: 'arn:secret', SecretString: KEY },
    ]);
    expect(out).toContain(`next    docspace-kill-switch check ${STACK.join(' ')}\n`);
    expect(out).not.toContain(KEY);
  });

  test.each([
    ['nothing', '', 'no key was given'],
    ['half a key', KEY.slice(0, 40), '40 characters were given'],
    ['a password', 'correct horse battery', 'not a whole API key'],
  ])('%s is refused, and nothing is stored or shown', async (_what, stdin, text) => {
    const { secrets } = fakeAccount();
    const { code, err } = await run(['store-key', ...STACK], { stdin });
    expect([code, secrets.calls()]).toEqual([2, []]);
    expect(err).toContain(text);
    if (stdin !== '') expect(err).not.toContain(stdin);
  });
});

describe('drill', () => {
  /** The function ends every drill with this outcome. */
  const ending = (account: ReturnType<typeof fakeAccount>, outcome: string, code = 'KS200') => {
    account.logs.on(FilterLogEventsCommand).callsFake(() => {
      const [{ Detail = '{}', Source = '', DetailType = '' } = {}] =
        account.events.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
      const alert = AlertSchema.parse({
        ...{ id: 'event-1', source: Source, 'detail-type': DetailType, account: '1', region: 'eu-central-1' },
        time: new Date().toISOString(),
        detail: JSON.parse(Detail),
      });
      const requestKey = requestKeyFor(alert, PORTAL, '');
      const line = (key: string, what: string) => ({
        eventId: what,
        timestamp: Date.now(),
        message: JSON.stringify({ code, requestKey: key, outcome: what, message: 'Request ended' }),
      });
      return { events: [line('of-another', 'failed'), line(requestKey, outcome)] };
    });
    return account;
  };

  test.each([
    ['dry-run', [], 0, '--write'],
    ['disabled', ['--write'], 0, 'enable'],
    ['failed', [], 1, 'logs'],
    ['refused', [], 3, 'logs'],
  ])('that ends with %s says so, and what comes next', async (outcome, options, exitCode, next) => {
    const { events } = ending(fakeAccount(), outcome);
    const { code, out } = await run(['drill', CLIENT_ID, ...options, ...STACK]);
    expect(code).toBe(exitCode);
    expect(out.startsWith(TITLE)).toBe(true);
    expect(out).toMatch(new RegExp(`^result +${outcome}$`, 'm'));
    expect(out).toContain(next);
    const entries = events.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
    expect(entries).toMatchObject([{ EventBusName: 'alerts-bus', Source: 'security.alerts' }]);
    const Detail = entries[0]?.Detail ?? '';
    expect(JSON.parse(Detail).dryRun).toBe(options.length === 0 ? true : undefined);
  });

  test.each([[], ['--json']])(
    'with --write that ends as a dry run has proven no disable, exit 1 %j',
    async (...json) => {
      ending(fakeAccount(), 'dry-run');
      const { code, out } = await run(['drill', CLIENT_ID, '--write', ...json, ...STACK]);
      expect(code).toBe(1);
      if (json.length === 0) expect(out).toMatch(/^next +set mode=enforce and deploy: .*mode=dry-run/m);
    },
  );

  test('over a rule that is off is not sent', async () => {
    const { events } = fakeAccount();
    events.on(DescribeRuleCommand).resolves({ State: 'DISABLED', EventPattern: '{"source":["x"]}' });
    const { code, err } = await run(['drill', CLIENT_ID, ...STACK]);
    expect([code, events.commandCalls(PutEventsCommand)]).toEqual([2, []]);
    expect(err).toContain('the rule Stack-alerts is off');
  });

  test('without a result says so after its time, and where to look', async () => {
    const { logs } = fakeAccount();
    logs.on(FilterLogEventsCommand).resolves({ events: [] });
    const { code, out } = await run(['drill', CLIENT_ID, ...STACK]);
    expect(code).toBe(1);
    expect(out).toContain('no result');
    expect(out).toContain('redrive');
  });
});

test('logs are one line an entry, without metrics, and text from outside is cleaned', async () => {
  const { logs, lambda } = fakeAccount();
  const entries = [
    { code: 'KS200', message: 'Request ended', outcome: 'disabled', clientId: CLIENT_ID },
    { _aws: {}, disabled: 1 },
    { code: 'KS210', level: 'ERROR', message: 'Request failed', problem: 'bad\u001b[31m\nthing' },
  ];
  logs.on(FilterLogEventsCommand).resolves({
    events: entries.map((entry, at) => ({
      eventId: `${at}`,
      timestamp: Date.UTC(2026, 0, 31, 3, at),
      message: JSON.stringify(entry),
    })),
  });
  const { code, out } = await run(['logs', ...STACK]);
  expect(code).toBe(0);
  expect(out).toBe(
    `${TITLE}2026-01-31 03:00:00  KS200 Request ended; outcome disabled; clientId ${CLIENT_ID}\n2026-01-31 03:02:00  KS210 Request failed; problem bad [31m thing\n`,
  );
  expect(lambda.commandCalls(GetFunctionConfigurationCommand)).toEqual([]);
});

test('logs show why a run ended that could not log it itself, and no other line of Lambda', async () => {
  const { logs } = fakeAccount();
  const entries = [
    {
      level: 'ERROR',
      requestId: 'r',
      message: { errorType: 'ConfigError', errorMessage: 'MODE must be\nenforce', stackTrace: ['at x'] },
    },
    { type: 'platform.report', record: { requestId: 'r', status: 'timeout' } },
    { type: 'platform.report', record: { requestId: 'r', status: 'success' } },
    { type: 'platform.start', record: { requestId: 'r' } },
  ];
  logs.on(FilterLogEventsCommand).resolves({
    events: entries.map((entry, at) => ({
      eventId: `${at}`,
      timestamp: Date.UTC(2026, 0, 31, 3, at),
      message: JSON.stringify(entry),
    })),
  });
  const { out } = await run(['logs', ...STACK]);
  expect(out).toBe(
    `${TITLE}2026-01-31 03:00:00  ConfigError: MODE must be enforce\n2026-01-31 03:01:00  Lambda ended the run: timeout\n`,
  );
});
