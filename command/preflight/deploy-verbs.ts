import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PROJECT_ROOT } from '../../infra/bundle/bundling.ts';
import { FILE_KEY } from '../../infra/settings-in-context.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { optionsFor } from '../aws/open-stack.ts';
import { requestHandlerFor } from '../own-network.ts';
import { isYes } from '../question.ts';
import { UsageError } from '../usage-error.ts';
import { readArguments } from './cdk-arguments.ts';
import { readSettingsOrProblem, settingsOf } from './invalid-settings.ts';
import { runCdk } from './program.ts';
import { startCdk } from './start-cdk.ts';

export type CdkVerb = 'bootstrap' | 'deploy' | 'diff' | 'destroy';

export type CdkOptions = {
  context?: string[];
  stack?: string;
  region?: string;
  profile?: string;
  toolkitStackName?: string;
  yes?: true;
};

type Call = CdkOptions & { rest: readonly string[]; program: string };

/** What CDK takes so that it does not ask, and what a person may have given for the same. */
const UNASKED: Readonly<Partial<Record<CdkVerb, { flags: readonly string[]; same: RegExp }>>> = {
  deploy: { flags: ['--require-approval', 'never'], same: /^--require-approval/ },
  destroy: { flags: ['--force'], same: /^(--force|-f)$/ },
};

const PATHS = ['--outputs-file', '-O', '--output', '-o'];

/** Arguments with the paths in them as the person means them: CDK runs in the folder of the project. */
const withPaths = (rest: readonly string[], folder: string): string[] =>
  rest.map((word, at) => {
    const [flag = '', ...value] = word.split('=');
    if (PATHS.includes(flag) && value.length > 0) return `${flag}=${resolve(folder, value.join('='))}`;
    return PATHS.includes(rest[at - 1] ?? '') ? resolve(folder, word) : word;
  });

/** Settings that name a file. */
const FILES = [FILE_KEY, 'caCertificateFile'];

const withPath = (setting: string, folder: string): string => {
  const [name = ''] = setting.split('=', 1);
  const path = setting.slice(name.length + 1);
  return FILES.includes(name) && path !== '' ? `${name}=${resolve(folder, path)}` : setting;
};

/** The arguments of CDK for one verb. */
const cdkArguments = (verb: CdkVerb, call: Call, folder: string): string[] => {
  const { context = [], stack, region, profile, toolkitStackName, yes, rest } = call;
  const stacks = stack === undefined ? ['--all'] : [stack];
  return [
    verb,
    ...(verb === 'deploy' || verb === 'destroy' ? stacks : stack === undefined ? [] : [stack]),
    ...context.flatMap((setting) => ['-c', withPath(setting, folder)]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(toolkitStackName === undefined ? [] : ['--toolkit-stack-name', toolkitStackName]),
    ...(yes === true ? (UNASKED[verb]?.flags ?? []) : []),
    ...withPaths(rest, folder),
  ];
};

/** What a person does next with what was deployed. */
const nextStep = (argv: readonly string[], { program, region, profile }: Call, home: string): string => {
  const { context, otherApp } = readArguments(argv);
  if (otherApp) return '';
  const stacks = settingsOf(context, { project: PROJECT_ROOT, home });
  const places = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  };
  return stacks
    .map(({ stackName }) => {
      const options = optionsFor({ stack: stackName, ...places });
      return `next  ${program} store-key ${options}\n      (where the key is stored already: ${program} check ${options})\n`;
    })
    .join('');
};

/**
 * Carries out a verb of CDK on this project.
 * @returns CDK's exit code, or 2 where it was not started
 * @throws UsageError where it would ask and nobody is there to answer
 */
export const runCdkVerb = async (verb: CdkVerb, call: Call, terminal: Terminal): Promise<number> => {
  const { env, folder, stderr, ask } = terminal;
  const { yes } = call;
  const unasked = UNASKED[verb];
  const home = homedir();
  const folders = { project: PROJECT_ROOT, home };
  const argv = cdkArguments(verb, call, folder);
  if (
    unasked !== undefined &&
    yes !== true &&
    ask === undefined &&
    !call.rest.some((one) => unasked.same.test(one))
  ) {
    const unanswered = `${verb} asks before it ${verb === 'deploy' ? 'changes permissions' : 'deletes'}, and this is not a terminal: look with diff, then add --yes`;
    const { context, otherApp } = readArguments(argv);
    const { problem } = otherApp ? {} : readSettingsOrProblem(context, folders);
    throw new UsageError(problem === undefined ? unanswered : `${problem}\n${unanswered}`);
  }
  const requestHandler = requestHandlerFor(env);
  const code = await runCdk(argv, {
    env,
    folders,
    createClient: (options) => new CloudFormationClient({ ...options, requestHandler }),
    createEventsClient: (options) => new EventBridgeClient({ ...options, requestHandler }),
    startCdk,
    stderr,
    program: call.program,
    ...(verb === 'deploy'
      ? {
          agree: async (problem: string) => {
            stderr.write(`${problem}\n`);
            return yes === true || (ask !== undefined && isYes(await ask('Create it now? [y/N] ')));
          },
        }
      : {}),
  });
  if (verb === 'deploy' && code === 0) terminal.stdout.write(nextStep(argv, call, home));
  return code;
};
