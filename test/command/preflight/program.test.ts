import { spawnSync } from 'node:child_process';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeEventBusCommand,
  EventBridgeClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runCdk } from '../../../command/preflight/program.ts';
import { folderWith } from '../../folders.ts';
import { PORTAL } from '../../infra/synthesised.ts';
import { NO_AWS } from '../aws-variables.ts';

const SETTINGS = ['-c', `portalUrl=${PORTAL}`];

const errorNamed = (name: string, message = '') => Object.assign(new Error(message), { name });

const missingStack = errorNamed('ValidationError', 'Stack with id CDKToolkit does not exist');

/** A terminal whose account answers with `answer`: the state of the bootstrap stack, or an error. */
const terminal = (answer: StackStatus | Error) => {
  const cloudFormation = mockClient(CloudFormationClient);
  onTestFinished(() => cloudFormation.restore());
  const call = cloudFormation.on(DescribeStacksCommand);
  if (typeof answer === 'string')
    call.resolves({ Stacks: [{ StackName: 'x', CreationTime: new Date(0), StackStatus: answer }] });
  else call.rejects(answer);
  const eventBridge = mockClient(EventBridgeClient);
  onTestFinished(() => eventBridge.restore());
  const empty = folderWith({});
  const written: string[] = [];
  const createClient = vi.fn(
    () =>
      new CloudFormationClient({
        region: 'eu-central-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      }),
  );
  return {
    cloudFormation,
    createClient,
    eventBridge,
    createEventsClient: vi.fn(
      () =>
        new EventBridgeClient({
          region: 'eu-central-1',
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        }),
    ),
    startCdk: vi.fn(async () => 7),
    env: {},
    folders: { project: empty, home: empty },
    stderr: { write: (text: string) => written.push(text) },
    program: 'docspace-kill-switch',
    written,
  };
};

const withoutRegion = () =>
  new CloudFormationClient({
    region: async (): Promise<string> => {
      throw new Error('Region is missing');
    },
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });

const withoutCredentials = (error: Error) => () =>
  new CloudFormationClient({ region: 'eu-central-1', credentials: () => Promise.reject(error) });

describe('where everything is ready', () => {
  test('CDK gets the arguments as they were given, and its exit code is the answer', async () => {
    const ready = terminal('CREATE_COMPLETE');
    const argv = ['deploy', '--all', ...SETTINGS, '--require-approval', 'never'];
    expect(await runCdk(argv, ready)).toBe(7);
    expect(ready.startCdk).toHaveBeenCalledExactlyOnceWith(argv);
    expect(ready.written).toEqual([]);
  });

  test('the bootstrap stack that was named is the one that is looked for', async () => {
    const ready = terminal('UPDATE_ROLLBACK_COMPLETE');
    await runCdk(['diff', ...SETTINGS, '--toolkit-stack-name', 'Tools'], ready);
    expect(ready.cloudFormation.commandCalls(DescribeStacksCommand)[0]?.args[0].input).toEqual({
      StackName: 'Tools',
    });
    expect(ready.startCdk).toHaveBeenCalledOnce();
  });

  test.each([
    [['--profile', 'ops', '--region', 'eu-west-1'], {}],
    [[], { AWS_PROFILE: 'ops', AWS_REGION: 'eu-west-1' }],
    [[], { AWS_DEFAULT_PROFILE: 'ops', AWS_DEFAULT_REGION: 'eu-west-1' }],
    [['--profile', 'ops', '--region', 'eu-west-1'], { AWS_PROFILE: 'other', AWS_REGION: 'other' }],
  ])('%j with %j looks where CDK will work', async (options, env) => {
    const ready = { ...terminal('CREATE_COMPLETE'), env };
    await runCdk(['diff', ...SETTINGS, ...options], ready);
    expect(ready.createClient).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ profile: 'ops', region: 'eu-west-1' }),
    );
  });

  test("help is CDK's, and AWS is not called", async () => {
    const away = terminal(missingStack);
    expect(await runCdk(['deploy', '--help'], away)).toBe(7);
    expect(away.createClient).not.toHaveBeenCalled();
  });
});

describe('CDK is not started, and one message names the next command', () => {
  const messageOf = async (parts: ReturnType<typeof terminal>, ...more: string[]) => {
    expect(await runCdk(['deploy', '--all', ...SETTINGS, ...more], parts)).toBe(2);
    expect(parts.startCdk).not.toHaveBeenCalled();
    return parts.written.join('');
  };

  test('without a region', async () => {
    const text = await messageOf({ ...terminal('CREATE_COMPLETE'), createClient: vi.fn(withoutRegion) });
    expect(text).toBe('No AWS region is set; choose the one to work in:\n  export AWS_REGION=eu-central-1\n');
  });

  test('without credentials', async () => {
    const none = errorNamed('CredentialsProviderError', 'Could not load credentials from any providers');
    const text = await messageOf({
      ...terminal('CREATE_COMPLETE'),
      createClient: vi.fn(withoutCredentials(none)),
    });
    expect(text).toMatch(/^There are no AWS credentials; .*\n {2}aws configure sso\n$/);
  });

  test('with a profile whose session is over', async () => {
    const over = errorNamed('CredentialsProviderError', 'The SSO session … has expired');
    const text = await messageOf(
      { ...terminal('CREATE_COMPLETE'), createClient: vi.fn(withoutCredentials(over)) },
      '--profile',
      'ops',
    );
    expect(text).toMatch(/^The AWS credentials have expired .*\n {2}aws sso login --profile ops\n$/);
  });

  test.each(['ExpiredToken', 'InvalidClientTokenId', 'UnrecognizedClientException', 'SignatureDoesNotMatch'])(
    'with credentials that AWS answers with %s',
    async (name) => {
      expect(await messageOf(terminal(errorNamed(name)))).toMatch(/^The AWS credentials have expired /);
    },
  );

  test('without a bootstrap, with the settings of this call', async () => {
    const text = await messageOf(terminal(missingStack), '-c', 'alertSources=a, b', '--profile', 'ops');
    expect(text).toMatch(/^CDK's bootstrap stack CDKToolkit is not in .*eu-central-1/);
    expect(text).toContain(
      `\n  docspace-kill-switch bootstrap -c portalUrl=${PORTAL} -c 'alertSources=a, b' --profile ops\n`,
    );
  });

  test('with a bootstrap that failed', async () => {
    expect(await messageOf(terminal('ROLLBACK_COMPLETE'))).toContain('docspace-kill-switch bootstrap');
  });
});

describe('a deploy to an account that was never prepared', () => {
  test('prepares it first, with the settings of this call, where the person agrees', async () => {
    const fresh = { ...terminal(missingStack), startCdk: vi.fn(async (_argv: readonly string[]) => 0) };
    const agree = vi.fn(async () => true);
    const argv = ['deploy', '--all', ...SETTINGS, '--profile', 'ops'];
    expect(await runCdk(argv, { ...fresh, agree })).toBe(0);
    expect(agree).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining("CDK's bootstrap stack CDKToolkit"),
    );
    expect(fresh.startCdk.mock.calls.map(([given]) => given)).toEqual([
      ['bootstrap', ...SETTINGS, '--profile', 'ops', '--toolkit-stack-name', 'CDKToolkit'],
      argv,
    ]);
  });

  test('does not go on where preparing it failed', async () => {
    const fresh = terminal(missingStack);
    expect(await runCdk(['deploy', ...SETTINGS], { ...fresh, agree: async () => true })).toBe(7);
    expect(fresh.startCdk).toHaveBeenCalledOnce();
  });

  test('starts nothing where the person does not agree', async () => {
    const fresh = terminal(missingStack);
    expect(await runCdk(['deploy', ...SETTINGS], { ...fresh, agree: async () => false })).toBe(2);
    expect(fresh.startCdk).not.toHaveBeenCalled();
  });
});

test('the command that makes the bootstrap stack does not ask for it', async () => {
  const fresh = terminal(missingStack);
  expect(await runCdk(['bootstrap', ...SETTINGS], fresh)).toBe(7);
  expect(fresh.cloudFormation.calls()).toEqual([]);
});

describe('what CDK reports better is left to it', () => {
  test.each([
    ['a missing permission', errorNamed('AccessDenied')],
    ['a network that is down', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ])('%s', async (_, error) => {
    const away = terminal(error);
    expect(await runCdk(['deploy', ...SETTINGS], away)).toBe(7);
    expect(away.written).toEqual([]);
  });

  test('a profile that asks for a one-time code', async () => {
    const wanted = errorNamed(
      'CredentialsProviderError',
      'Profile ops requires multi-factor authentication, but no MFA code callback was provided.',
    );
    const parts = { ...terminal('CREATE_COMPLETE'), createClient: vi.fn(withoutCredentials(wanted)) };
    expect(await runCdk(['deploy', ...SETTINGS], parts)).toBe(7);
  });
});

describe('a bus that the settings name and the account does not have', () => {
  const missingBus = () => new ResourceNotFoundException({ $metadata: {}, message: 'arn:aws:events:…' });
  const BOTH = ['-c', 'alertBusName=security', '-c', 'resultBusName=answers'];

  test.each(['deploy', 'diff'])(
    'stops %s before CDK begins, and what would be right is said',
    async (verb) => {
      const parts = terminal('CREATE_COMPLETE');
      parts.eventBridge.on(DescribeEventBusCommand, { Name: 'security' }).resolves({ Name: 'security' });
      parts.eventBridge.on(DescribeEventBusCommand, { Name: 'answers' }).rejects(missingBus());
      expect(await runCdk([verb, ...SETTINGS, ...BOTH], parts)).toBe(2);
      expect(parts.startCdk).not.toHaveBeenCalled();
      expect(parts.written.join('')).toBe(
        "resultBusName: there is no event bus answers in this account and region (eu-central-1); correct the name, leave the setting out for a bus of the stack's own, or create the bus:\n  aws events create-event-bus --region eu-central-1 --name answers\n",
      );
    },
  );

  test('is reported once where both settings name it, together with a missing bootstrap', async () => {
    const parts = terminal(missingStack);
    parts.eventBridge.on(DescribeEventBusCommand).rejects(missingBus());
    const names = ['-c', 'alertBusName=security', '-c', 'resultBusName=security'];
    expect(await runCdk(['deploy', ...SETTINGS, ...names], parts)).toBe(2);
    const text = parts.written.join('');
    expect(text.match(/there is no event bus/g)).toHaveLength(1);
    expect(text).toContain('alertBusName and resultBusName: there is no event bus security');
    expect(text).toContain('docspace-kill-switch bootstrap');
  });

  test('is looked for where CDK will work', async () => {
    const parts = terminal('CREATE_COMPLETE');
    parts.eventBridge.on(DescribeEventBusCommand).resolves({});
    await runCdk(['deploy', ...SETTINGS, ...BOTH, '--profile', 'ops', '--region', 'eu-west-1'], parts);
    expect(parts.createEventsClient).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ profile: 'ops', region: 'eu-west-1' }),
    );
  });

  test.each([
    ['that EventBridge does not show to this person', 'deploy', errorNamed('AccessDeniedException')],
    ['where the stack is to be destroyed', 'destroy', missingBus()],
  ])('%s stops nothing', async (_, verb, error) => {
    const parts = terminal('CREATE_COMPLETE');
    parts.eventBridge.on(DescribeEventBusCommand).rejects(error);
    expect(await runCdk([verb, ...SETTINGS, ...BOTH], parts)).toBe(7);
    expect(parts.written).toEqual([]);
  });

  test('settings that name no bus ask for none', async () => {
    const parts = terminal('CREATE_COMPLETE');
    await runCdk(['deploy', ...SETTINGS], parts);
    expect(parts.createEventsClient).not.toHaveBeenCalled();
  });
});

describe('an invalid setting', () => {
  test('is reported together with a missing bootstrap', async () => {
    const parts = terminal(missingStack);
    expect(await runCdk(['deploy', '-c', 'mode=off'], parts)).toBe(2);
    const text = parts.written.join('');
    expect(text).toContain('portalUrl is missing');
    expect(text).toContain('mode must be enforce, approve or dry-run');
    expect(text).toContain('docspace-kill-switch bootstrap');
  });

  test.each([
    [
      'cdk.json',
      'settings.json',
      '{"context": {}\n"app": ""}',
      'cdk.json is not valid JSON, line 2: Expected ',
    ],
    [
      'settings.json',
      'cdk.json',
      '{"portalUrl": ',
      'settings.json is not valid JSON: Unexpected end of JSON',
    ],
  ])(
    'that is a typing error in %s is reported by file and place, not as a missing portal',
    async (file, other, text, said) => {
      const project = folderWith({ [file]: text, [other]: '{}' });
      const parts = { ...terminal('CREATE_COMPLETE'), folders: { project, home: folderWith({}) } };
      expect(await runCdk(['deploy', '--all'], parts)).toBe(2);
      const message = parts.written.join('');
      expect(message).toContain(`\n  ${said}`);
      expect(message).not.toContain('portalUrl is missing');
    },
  );

  test('is looked for where the app itself looks: -c first, then the file that it names', async () => {
    const project = folderWith({ 'lab.json': JSON.stringify({ portalUrl: PORTAL, mode: 'off' }) });
    const parts = { ...terminal('CREATE_COMPLETE'), folders: { project, home: folderWith({}) } };
    expect(await runCdk(['diff', '-c', 'settings=lab.json'], parts)).toBe(2);
    expect(parts.written.join('')).toContain('mode must be enforce, approve or dry-run');
    expect(await runCdk(['diff', '-c', 'settings=lab.json', '-c', 'mode=dry-run'], parts)).toBe(7);
  });

  test('of an assembly that exists already is not checked', async () => {
    expect(await runCdk(['deploy', '--app', 'cdk.out'], terminal('CREATE_COMPLETE'))).toBe(7);
  });
});

test('the command itself, on a machine where nothing is set, reports all of it and ends with 2', () => {
  const start = new URL('../../../command/start.mjs', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(process.execPath, [start, 'deploy', '--yes'], {
    encoding: 'utf8',
    cwd: folderWith({}),
    env: NO_AWS,
  });
  expect(status).toBe(2);
  expect(stdout).toBe('');
  for (const message of ['portalUrl is missing', 'No AWS region is set', 'There are no AWS credentials'])
    expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});
