import { describe, expect, test } from 'vitest';
import { readArguments } from '../../../command/preflight/cdk-arguments.ts';

describe('settings are read from every spelling of -c that CDK takes', () => {
  test.each([
    [['-c', 'portalUrl=https://example.onlyoffice.com']],
    [['--context', 'portalUrl=https://example.onlyoffice.com']],
    [['--context=portalUrl=https://example.onlyoffice.com']],
    [['-c=portalUrl=https://example.onlyoffice.com']],
  ])('%j', (argv) => {
    expect(readArguments(['deploy', '--all', ...argv]).context).toEqual({
      portalUrl: 'https://example.onlyoffice.com',
    });
  });

  test('a value may hold equals signs, blanks and lines, and may be empty', () => {
    const { context } = readArguments(['diff', '-c', 'a=b=c', '-c', 'd=[{"e": 1},\n2]', '-c', 'f=']);
    expect(context).toEqual({ a: 'b=c', d: '[{"e": 1},\n2]', f: '' });
  });

  test('of two values the last counts', () => {
    expect(readArguments(['diff', '-c', 'mode=dry-run', '-c', 'mode=enforce']).context).toEqual({
      mode: 'enforce',
    });
  });

  test('what is no assignment is left for CDK to complain about', () => {
    expect(readArguments(['diff', '-c', 'portalUrl', '-c']).context).toEqual({});
  });
});

test("the verb, profile, region, bootstrap stack, another app and the wish for help are seen among options of CDK's own", () => {
  const argv =
    'deploy --all --require-approval never --profile ops --region eu-central-1 --toolkit-stack-name Tools -a cdk.out -h';
  expect(readArguments(argv.split(' '))).toEqual({
    command: 'deploy',
    context: {},
    profile: 'ops',
    region: 'eu-central-1',
    toolkitStackName: 'Tools',
    otherApp: true,
    help: true,
  });
});

test('nothing given means the default bootstrap stack and no profile', () => {
  expect(readArguments(['destroy', '--all', '--profile'])).toEqual({
    command: 'destroy',
    context: {},
    profile: undefined,
    region: undefined,
    toolkitStackName: 'CDKToolkit',
    otherApp: false,
    help: false,
  });
});
