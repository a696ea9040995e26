import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { GUARDS_OF_REQUEST } from '../../command/explained-guards.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE, ResultSchema } from '../../lambda/contract/result.ts';
import { REQUEST_GUARDS } from '../../lambda/policy/guards.ts';
import { alertFor, rawAlert } from '../alerts.ts';
import { FIXTURE_CLIENT, type FindingFixture, findingEvent, fixturePath, withFindings } from '../findings.ts';
import { snsEvent, sqsEvent, TOPIC } from '../wrapped.ts';
import { run } from './fake-terminal.ts';

const KEY = 'docspaceOAuth2ClientId';
const ALWAYS = { MAX_ALERT_AGE: '36500d' };

const explained = (event: unknown, env: Record<string, string> = {}) =>
  run(['explain', '-'], { stdin: JSON.stringify(event), env: { ...ALWAYS, ...env } });

describe.for(['asff', 'ocsf'] as const)('the format %s, on this machine', (format) => {
  const file = (name: 'imported' | 'misspelt-key' | 'resolved' | 'two-clients') =>
    fixturePath(`${format}-${name}`);
  const event = (name: Parameters<typeof file>[0]) =>
    run(['event', file(name), '--json'], { env: { ...ALWAYS, INPUTS: format } });

  test('a finding: explain shows the alert and the settings that it needs, event disables on the embedded portal', async () => {
    const { code, out, err } = await run(['explain', file('imported')], { env: ALWAYS });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^adapter {2}${format} `));
    expect(out).toContain(`inputs=${format} in the stack`);
    expect(out).toContain(`INPUTS=${format} in the function or here`);
    expect(out).toMatch(new RegExp(`clientId +${FIXTURE_CLIENT} +from detail\\.findings\\.0\\.`));
    expect(out).toMatch(/severity +critical +from detail\.findings\.0\.(Severity\.Label|severity_id)\n/);
    expect(out).toContain('not found in');
    const ran = await event('imported');
    expect(ResultSchema.parse(JSON.parse(ran.out)).outcome).toBe('disabled');
    expect(ran.code).toBe(0);
  });

  test('one without a client id: both say where it was looked for, and exit 2', async () => {
    const { code, out } = await run(['explain', file('misspelt-key')]);
    expect(code).toBe(2);
    expect(out).toContain('nothing: no client id in finding oauth-watch/7c1d2e3f');
    expect(out).toMatch(
      format === 'asff'
        ? /not found in +ProductFields\.docspaceOAuth2ClientId, bare or after a provider\/ prefix\n/
        : /not found in +uid of resources of the type docspaceOAuth2ClientId\n/,
    );
    const ran = await event('misspelt-key');
    expect([ran.code, ran.out]).toEqual([2, '[]\n']);
    expect(ran.err).toMatch(
      /no finding in it names a client; looked for in (ProductFields|uid of resources)/,
    );
  });

  test('a resolved one: explain says so, event refuses', async () => {
    const { code, out } = await run(['explain', file('resolved')], { env: ALWAYS });
    expect(code).toBe(3);
    expect(out).toContain('read as       an alert that the guard inactive-finding refuses\n');
    expect(out).toMatch(/guard +inactive-finding: the finding was taken back where it comes from: \w/);
    const ran = await event('resolved');
    expect(ResultSchema.parse(JSON.parse(ran.out))).toMatchObject({
      outcome: 'refused',
      guard: { name: 'inactive-finding' },
      proof: { writes: [] },
    });
    expect(ran.code).toBe(3);
  });

  test('one with two clients: both say so, and nothing is written', async () => {
    const { code, out } = await run(['explain', file('two-clients')]);
    expect(code).toBe(2);
    expect(out).toMatch(/problem +names two different clients in detail\.findings\.0\./);
    const ran = await event('two-clients');
    expect(ResultSchema.parse(JSON.parse(ran.out))).toMatchObject({
      outcome: 'invalid',
      proof: { writes: [] },
    });
    expect(ran.code).toBe(2);
  });
});

describe('explain', () => {
  test('reads an alert, with the defaults that apply', async () => {
    const { code, out } = await explained(
      alertFor(FIXTURE_CLIENT, { detail: { severity: null, reason: null, title: 'stolen token' } }),
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^adapter {2}alert /);
    expect(out).not.toContain('needs');
    expect(out).toMatch(/severity +high +from default\n/);
    expect(out).toMatch(/reason +stolen token +from detail\.title\n/);
    expect(out).toMatch(/not found in +detail\.client_id\n/);
  });

  test('names the setting that lets in an alert of another source', async () => {
    const event = alertFor(FIXTURE_CLIENT, { source: 'my.siem' });
    expect((await explained(event)).out).toMatch(/needs +alertSources=my\.siem in the stack\n/);
    expect((await explained(event, { ALERT_SOURCES: 'my.siem' })).out).not.toContain('needs');
  });

  const asff = (changes: Record<string, unknown>) => withFindings(findingEvent('asff-imported'), changes);
  const ocsf = (changes: Record<string, unknown>) => withFindings(findingEvent('ocsf-imported'), changes);
  const FINDING = 'from detail\\.findings\\.0\\.';

  test.for([
    [
      'OCSF: an unknown severity_id',
      ocsf({ severity_id: 42, severity: undefined }),
      'severity +high +from default',
    ],
    [
      'OCSF: an invisible title',
      ocsf({ finding_info: { uid: 'f-1', title: '\u202e' } }),
      'reason +no reason given +from default',
    ],
    [
      'own format: an invisible reason before a title',
      alertFor(FIXTURE_CLIENT, { detail: { reason: '\u202e', title: 'stolen' } }),
      'reason +stolen +from detail\\.title',
    ],
    ['ASFF: a list for a Title', asff({ Title: ['x'] }), 'reason +no reason given +from default'],
    [
      'ASFF: an empty Label beside a number',
      asff({ Severity: { Label: '', Normalized: 70 } }),
      `severity +high +${FINDING}Severity\\.Normalized`,
    ],
    [
      'ASFF: a time with a short zone, later than the event',
      asff({ LastObservedAt: '2026-01-31T05:00:00+01', UpdatedAt: undefined }),
      `detectedAt +2026-01-31T02:59:58\\.000Z +from time, because ${FINDING.slice(5)}LastObservedAt is later`,
    ],
    [
      'ASFF: a time with a short zone, earlier than the event',
      asff({ LastObservedAt: '2026-01-31T03:30:00+01', UpdatedAt: undefined }),
      `detectedAt +2026-01-31T02:30:00\\.000Z +${FINDING}LastObservedAt`,
    ],
    [
      'OCSF: only the time of the finding itself',
      ocsf({ finding_info: { uid: 'f-1' }, time: Date.parse('2026-01-31T02:00:00Z') / 1_000 }),
      `detectedAt +2026-01-31T02:00:00\\.000Z +${FINDING}time`,
    ],
  ] as const)('shows the place where the door found a part; %s', async ([, event, shown]) => {
    const { code, out } = await explained(event);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^ +${shown}$`, 'm'));
  });

  test('shows every problem of an invalid alert, and exits 2', async () => {
    const { code, out } = await explained(rawAlert(undefined, { detail: { severity: 'bad' } }));
    expect(code).toBe(2);
    expect(out).toMatch(/problem +detail\.clientId is missing/);
    expect(out).toMatch(/problem +detail\.severity must be one of/);
    expect(out).toMatch(/not found in +detail\.clientId\n/);
  });

  test('names the provider that the rule needs', async () => {
    const event = findingEvent('asff-imported');
    const { out } = await explained(
      withFindings(event, { ProductFields: { [`acme/${KEY}`]: FIXTURE_CLIENT } }),
    );
    expect(out).toContain('findingProviders=acme in the stack');
  });

  test('names no provider that a rule cannot match', async () => {
    const event = findingEvent('asff-imported');
    const { out } = await explained(
      withFindings(event, { ProductFields: { [`acme.io/${KEY}`]: FIXTURE_CLIENT } }),
    );
    expect(out).not.toContain('findingProviders');
    expect(out).toContain('another place for the key, because no rule can match acme.io/');
  });

  describe('asks every guard that reads the event alone, and exits as event would', () => {
    const passing = { ...rawAlert(FIXTURE_CLIENT), time: new Date().toISOString() };
    const asks = (detail: Record<string, unknown>, envelope: Record<string, unknown> = {}) => ({
      ...rawAlert(FIXTURE_CLIENT, { detail }),
      time: new Date().toISOString(),
      ...envelope,
    });
    const takenBack = { ...findingEvent('asff-imported'), time: new Date().toISOString() };

    test.for([
      ['severity', asks({ severity: 'low' }), {}, 'below-severity: severity low is under the threshold high'],
      ['severity by the setting', passing, { MINIMUM_SEVERITY: 'critical' }, 'below-severity: severity high'],
      [
        'age',
        asks({}, { time: '2026-01-31T03:00:00Z' }),
        { MAX_ALERT_AGE: '1s' },
        'stale-alert: the alert is',
      ],
      ['a replay', asks({}, { 'replay-name': 'again' }), {}, 'stale-alert: the event is a replay'],
      [
        'a finding that was taken back',
        withFindings(findingEvent('asff-imported'), { VerificationState: 'FALSE_POSITIVE' }),
        { INPUTS: 'asff' },
        'inactive-finding: the finding was taken back where it comes from: VerificationState is FALSE_POSITIVE',
      ],
      ['a protected client', passing, { PROTECTED_CLIENT_IDS: FIXTURE_CLIENT }, 'protected-client: '],
      [
        'another portal',
        asks({ portal: 'https://other.example' }),
        {},
        'wrong-portal: the alert is for another',
      ],
    ] as const)('%s', async ([, event, env, sentence]) => {
      const { code, out } = await explained(event, env);
      expect(out).toContain(`guard         ${sentence}`);
      expect(out.match(/^ {2}guard/gm)).toHaveLength(5);
      const ran = await run(['event', '-', '--json'], {
        stdin: JSON.stringify(event),
        env: { ...ALWAYS, ...env },
      });
      const result = ResultSchema.parse(JSON.parse(ran.out));
      expect([code, result.outcome, result.guard?.name]).toEqual([
        ran.code,
        'refused',
        sentence.split(':')[0],
      ]);
    });

    test('where none refuses, each is said to pass', async () => {
      const { code, out } = await explained(passing, { MAX_ALERT_AGE: '1h' });
      expect(code).toBe(0);
      expect(out.match(/guard +[a-z-]+: passes\n/g)).toHaveLength(5);
      expect(out).toContain('an alert that asks to disable\n');
    });

    test('where a person would decide, it says which guard holds it, and event says the same', async () => {
      for (const [env, severity, name] of [
        [{ MODE: 'approve' }, 'high', 'needs-approval'],
        [{ HOLD_SEVERITY: 'low' }, 'low', 'below-severity'],
      ] as const) {
        const { code, out } = await explained(asks({ severity }), env);
        expect(out).toContain(`an alert that the guard ${name} holds for a person\n`);
        const stdin = JSON.stringify(asks({ severity }));
        const ran = await run(['event', '-', '--json'], { stdin, env: { ...ALWAYS, ...env } });
        expect(ran.code).toBe(code);
        expect(JSON.parse(ran.out)).toMatchObject({ outcome: 'held', guard: { name } });
      }
    });

    test('of several, the worst counts', async () => {
      const refused = asks({ severity: 'low' });
      expect((await explained([passing, refused])).code).toBe(3);
      expect((await explained([passing, refused, rawAlert('x')])).code).toBe(2);
      expect((await explained([passing, takenBack])).code).toBe(0);
    });

    test('no guard of the policy that reads the event alone is left out', () => {
      expect(GUARDS_OF_REQUEST.map(([, guard]) => guard)).toEqual(REQUEST_GUARDS);
    });
  });

  test('names a time that cannot be read', async () => {
    const { code, out } = await explained(alertFor(FIXTURE_CLIENT, { detail: { detectedAt: 'Saturday' } }));
    expect(code).toBe(0);
    expect(out).toMatch(/detectedAt +\S+ +from time, because detail\.detectedAt cannot be read\n/);
  });

  test('says that another button sent it, and which setting a button of that name needs', async () => {
    const pressed = findingEvent('asff-custom-action');
    const event = { ...pressed, detail: { ...pressed.detail, actionName: 'Cut it off' } };
    const { code, out } = await explained(event);
    expect(code).toBe(2);
    expect(out).toContain('another button than findingActionName');
    const named = await explained(event, { FINDING_ACTION_NAME: 'Cut it off' });
    expect(named.code).toBe(0);
    expect(named.out).toContain('findingActionName=Cut it off in the stack');
  });

  test('says that a person chose it', async () => {
    const { code, out } = await run(['explain', fixturePath('asff-custom-action')], { env: ALWAYS });
    expect(code).toBe(0);
    expect(out).toMatch(/by a person +true\n/);
    expect(out).toMatch(/detectedAt +2026-01-31T02:59:58\.000Z +from time\n/);
  });

  test('looks for the key of the settings', async () => {
    const { out } = await explained(findingEvent('ocsf-imported'), { FINDING_CLIENT_ID_KEY: 'appId' });
    expect(out).toContain('unmapped.appId');
    expect(out).toContain('findingClientIdKey=appId in the stack');
  });

  test('of an array explains each event; one that is invalid makes it 2', async () => {
    const names: FindingFixture[] = ['asff-imported', 'ocsf-imported', 'asff-two-clients'];
    const [good, also, invalid] = names.map((name) => findingEvent(name));
    expect((await explained([good, also])).code).toBe(0);
    const { code, out } = await explained([good, invalid]);
    expect(code).toBe(2);
    expect(out.match(/^adapter/gm)).toHaveLength(2);
  });

  test('prints JSON and nothing else with --json', async () => {
    const { code, out, err } = await run(['explain', fixturePath('asff-imported'), '--json'], {
      env: ALWAYS,
    });
    expect([code, err]).toEqual([0, '']);
    const [event] = z
      .array(z.object({ adapter: z.string(), settings: z.unknown(), readings: z.array(z.unknown()) }))
      .parse(JSON.parse(out));
    expect(event).toEqual({
      adapter: 'asff',
      settings: { stack: ['inputs=asff'], environment: ['INPUTS=asff'] },
      readings: [
        expect.objectContaining({
          outcome: 'alert',
          found: expect.objectContaining({ clientId: `detail.findings.0.ProductFields.${KEY}` }),
          emptyPlaces: [`UserDefinedFields.${KEY}`, `Details.Other.${KEY} of Resources of the type Other`],
          alert: expect.objectContaining({ clientId: FIXTURE_CLIENT, action: 'disable' }),
        }),
      ],
    });
  });

  test.each([
    ['a request by hand', '{"action": "check"}', /^error: this is not an event/],
    ['text that is not JSON', '{', /^error: standard input is not JSON/],
  ])('of %s says so on stderr and exits 2', async (_, stdin, message) => {
    const { code, out, err } = await run(['explain', '-'], { stdin });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  test('of a finding without its event says how it arrives', async () => {
    const stdin = '{"ProductArn": "arn:aws:securityhub:eu-central-1::product/x/y", "Id": "1"}';
    const { code, out, err } = await run(['explain', '-'], { stdin });
    expect([code, out]).toEqual([2, expect.stringMatching(/read as +invalid/)]);
    expect(err).toMatch(/^a finding arrives in an event: .*"detail": \{"findings": \[<it>\]\}\}$/m);
  });

  test('never asks for a portal or a key, and shows no control characters', async () => {
    const event = withFindings(findingEvent('asff-imported'), { Title: '\u001b[31mred\u202e', Id: 'a\nb' });
    const { out } = await explained(event, { API_KEY: 'x' });
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

test('a wrapped alert is explained as what is inside, with what brought it', async () => {
  const { code, out } = await explained(snsEvent(rawAlert(FIXTURE_CLIENT)));
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`clientId +${FIXTURE_CLIENT} +from detail\\.clientId\n`));
  expect(out).toContain(TOPIC);
});

test('each client of a list is explained by its place', async () => {
  const alert = rawAlert(undefined, { detail: { clientIds: [FIXTURE_CLIENT, 'x'] } });
  const { code, out } = await explained(alert);
  expect(code).toBe(2);
  expect(out).toMatch(new RegExp(`clientId +${FIXTURE_CLIENT} +from detail\\.clientIds\\.0\n`));
  expect(out).toContain('detail.clientIds.1 must be a UUID');
});

test('a wrapped finding needs a setting that explain reads as the function does', async () => {
  const event = snsEvent(findingEvent('asff-imported'));
  expect((await explained(event)).out).toContain('alertTransports (ALERT_TRANSPORTS)');
  expect((await explained(event, { ALERT_TRANSPORTS: TOPIC })).code).toBe(0);
});

test('what the kill switch itself has sent is ignored, and event says so', async () => {
  const own = { source: RESULT_SOURCE, 'detail-type': RESULT_DETAIL_TYPE, id: 'r', detail: {} };
  expect((await explained(own)).out).toContain('nothing: the kill switch itself has sent event');
  const { code, out, err } = await run(['event', '-', '--json'], { stdin: JSON.stringify(own) });
  expect([code, out]).toEqual([2, '[]\n']);
  expect(err).toContain('the kill switch itself has sent this');
});

describe('what only a setting keeps out fails, so that it comes again: explain and event exit alike', () => {
  test.for([
    [
      'a source that is not in alertSources',
      sqsEvent(rawAlert(FIXTURE_CLIENT, { source: 'x' })),
      'alertSources',
    ],
    [
      'a finding from a topic that no setting names',
      snsEvent(findingEvent('asff-imported')),
      'alertTransports',
    ],
  ] as const)('%s', async ([, event, setting]) => {
    const { code, out } = await explained(event, { INPUTS: 'asff' });
    expect(out).toMatch(/^ +read as +failed: a setting keeps it out$/m);
    expect(out).toContain(setting);
    const ran = await run(['event', '-', '--json'], {
      stdin: JSON.stringify(event),
      env: { ...ALWAYS, INPUTS: 'asff' },
    });
    expect(ran.out).toContain('"outcome": "failed"');
    expect([code, ran.code]).toEqual([1, 1]);
  });

  test('what is no event and no request by hand is explained as the invalid alert that it is', async () => {
    const { code, out, err } = await explained({ logEvents: [] });
    expect([code, err]).toEqual([2, '']);
    expect(out).toMatch(/read as +invalid\n +problem +is neither an alert event/);
  });

  test('a request of the schedule is called that', async () => {
    const { code, err } = await explained({ schedule: 'check' });
    expect(code).toBe(2);
    expect(err).toMatch(/it would be read as a request of the schedule/);
  });
});

test('text of an explanation fits a terminal of 80 columns, below its own beginning; a pipe is not broken', async () => {
  const stdin = JSON.stringify(rawAlert(FIXTURE_CLIENT, { detail: { reason: 'tokens seen '.repeat(12) } }));
  const shown = await run(['explain', '-'], { stdin, env: ALWAYS, columns: 80 });
  expect(Math.max(...shown.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(shown.out).toMatch(/\n {2}reason {8}tokens seen .*\n {16}\S/);
  const piped = await run(['explain', '-'], { stdin, env: ALWAYS });
  expect(piped.out).toMatch(/reason .*tokens seen {3}from detail\.reason\n/);
});
