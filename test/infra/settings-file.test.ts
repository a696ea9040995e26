import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readSettings } from '../../infra/settings.ts';
import { readSettingsFile } from '../../infra/settings-file.ts';
import { folderWith } from '../folders.ts';
import { CLIENT_ID } from './profiles.ts';
import { cdkJson, PORTAL, templateOf } from './synthesised.ts';

const MAIN = new URL('../../infra/main.ts', import.meta.url).pathname;
const COMPILED = new URL('../../.cache/compiled', import.meta.url).pathname;

/** Runs the app as CDK does, in a project with these files. */
const appIn = (files: Record<string, string>, context: Record<string, string> = {}) => {
  const folder = folderWith(files);
  const { status, stderr } = spawnSync(process.execPath, [MAIN], {
    encoding: 'utf8',
    cwd: folder,
    env: {
      CDK_OUTDIR: join(folder, 'cdk.out'),
      CDK_VALIDATION: 'false',
      // CDK is large: from the second start on, it is not compiled again.
      NODE_COMPILE_CACHE: COMPILED,
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, 'aws:cdk:bundling-stacks': [], ...context }),
    },
  });
  const stacks = () =>
    readdirSync(join(folder, 'cdk.out'))
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => name.replace('.template.json', ''))
      .sort();
  return { status, stderr, stacks };
};

describe('the file of settings', () => {
  test('may be missing, unless -c settings names it', () => {
    expect(readSettingsFile(undefined, folderWith({}))).toEqual({});
    expect(readSettingsFile('', folderWith({}))).toEqual({});
    expect(() => readSettingsFile('lab.json', folderWith({}))).toThrow(
      '\n  lab.json does not exist; correct -c settings=…, which names it\n',
    );
  });

  test('holds JSON as it is, numbers, booleans and lists included, or the texts of -c', () => {
    const json = { portalUrl: PORTAL, breakerLimit: 3, allowReplays: true, protectedClientIds: [CLIENT_ID] };
    const text = {
      portalUrl: PORTAL,
      breakerLimit: '3',
      allowReplays: 'true',
      protectedClientIds: CLIENT_ID,
    };
    const folder = folderWith({ 'settings.json': JSON.stringify(json), 'text.json': JSON.stringify(text) });
    expect(readSettings(readSettingsFile(undefined, folder))).toEqual(
      readSettings(readSettingsFile('text.json', folder)),
    );
  });

  test('may begin with the mark that some editors write', () => {
    const folder = folderWith({ 'settings.json': `\uFEFF{"mode": "dry-run"}` });
    expect(readSettingsFile(undefined, folder)).toEqual({ mode: 'dry-run' });
  });

  test.each([
    ['{\n  "mode": "dry-run",\n}', /settings\.json is not valid JSON, line 3: Expected double-quoted/],
    ['{"mode": dry-run}', /settings\.json is not valid JSON: Unexpected token 'd'/],
    ['', /settings\.json is not valid JSON: Unexpected end of JSON input/],
    ['["mode"]', /settings\.json must hold one JSON object of settings such as \{"portalUrl"/],
    ['null', /settings\.json must hold one JSON object/],
  ])('that is no object of settings ends with one message: %j', (text, sentence) => {
    expect(() => readSettingsFile(undefined, folderWith({ 'settings.json': text }))).toThrow(sentence);
  });

  test('that cannot be read ends with one message', () => {
    expect(() => readSettingsFile('.', folderWith({}))).toThrow('\n  . cannot be read (EISDIR)\n');
  });
});

describe('the app', () => {
  test('deploys what settings.json says', () => {
    const { status, stacks } = appIn({
      'settings.json': JSON.stringify({
        stackName: 'FromFile',
        portals: [
          { name: 'main', portalUrl: PORTAL },
          { name: 'lab', portalUrl: 'https://lab.example.com', breakerLimit: 3 },
        ],
      }),
    });
    expect(status).toBe(0);
    expect(stacks()).toEqual(['FromFile-lab', 'FromFile-main']);
  });

  test('lets -c win over the file', () => {
    const file = JSON.stringify({ portalUrl: PORTAL, stackName: 'FromFile' });
    expect(appIn({ 'other.json': file }, { settings: 'other.json', stackName: 'FromC' }).stacks()).toEqual([
      'FromC',
    ]);
  });

  test('ends with one message and no stack trace where the file is not valid', () => {
    const { status, stderr } = appIn({ 'settings.json': '{"portalUrl" "x"}' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The settings are not usable:\n {2}settings\.json is not valid JSON, line 1: /);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('an upgrade', () => {
  test('finds no settings in its way: git ignores the file', () => {
    const ignored = readFileSync(new URL('../../.gitignore', import.meta.url), 'utf8').split('\n');
    expect(ignored).toContain('/settings.json');
  });

  test('is tested without the settings of whoever runs it', () => {
    const before = templateOf().toJSON();
    const file = JSON.stringify({ breakerLimit: 3, notifyEmail: 'security@example.com' });
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folderWith({ 'settings.json': file }));
    const beside = templateOf().toJSON();
    cwd.mockRestore();
    expect(beside).toEqual(before);
  });
});
