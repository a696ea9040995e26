import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { BUNDLING, ENTRY, LOCK_FILE, PROJECT_ROOT } from '../../../infra/bundle/bundling.ts';
import { MAX_BUNDLE_KB } from '../../bench/counts.ts';

const AssetSchema = z.object({ Properties: z.object({ Code: z.object({ S3Key: z.string() }) }) });

const MetafileSchema = z.object({ inputs: z.record(z.string(), z.unknown()) });

describe('the bundle, made as for a deploy', () => {
  let folder: string;
  let asset: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    const print = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const stack = new Stack(new App({ outdir: folder }), 'Bundle');
    new NodejsFunction(stack, 'Function', {
      entry: ENTRY,
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: LOCK_FILE,
      runtime: Runtime.NODEJS_24_X,
      bundling: { ...BUNDLING, metafile: true, logLevel: LogLevel.ERROR },
    });
    const [code] = AssetSchema.array()
      .parse(Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')))
      .map(({ Properties }) => Properties.Code.S3Key);
    asset = join(folder, `asset.${code?.replace('.zip', '')}`);
    expect(print.mock.calls).toEqual([['Bundling asset Bundle/Function/Code/Stage...\n']]);
    print.mockRestore();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(`is at most ${MAX_BUNDLE_KB} KB, because every cold start loads it`, async ({ annotate }) => {
    const kilobytes = statSync(join(asset, 'index.js')).size / 1_024;
    await annotate(`${kilobytes.toFixed(1)} KB`);
    expect(kilobytes).toBeLessThanOrEqual(MAX_BUNDLE_KB);
  });

  test('holds the credentials of the environment and no other provider of them', () => {
    const { inputs } = MetafileSchema.parse(JSON.parse(readFileSync(join(asset, 'index.meta.json'), 'utf8')));
    const files = Object.keys(inputs);
    expect(files.some((file) => file.includes('@aws-sdk/credential-provider-env/'))).toBe(true);
    expect(
      files.filter((file) => /credential-provider-(sso|ini|process|login|web-identity|node)\//.test(file)),
    ).toEqual([]);
  });

  test('holds the small API of Zod and not the whole', () => {
    const { inputs } = MetafileSchema.parse(JSON.parse(readFileSync(join(asset, 'index.meta.json'), 'utf8')));
    const files = Object.keys(inputs);
    expect(files.some((file) => file.includes('zod/v4/mini/'))).toBe(true);
    expect(files.filter((file) => file.includes('zod/v4/classic/'))).toEqual([]);
  });

  test('holds nothing of the event streams of the SDK', () => {
    const { inputs } = MetafileSchema.parse(JSON.parse(readFileSync(join(asset, 'index.meta.json'), 'utf8')));
    expect(Object.keys(inputs).filter((file) => file.includes('submodules/event-streams/'))).toEqual([]);
  });

  test('holds nothing of the local command, of the infrastructure but what stands in, or of a test', () => {
    const { inputs } = MetafileSchema.parse(JSON.parse(readFileSync(join(asset, 'index.meta.json'), 'utf8')));
    const own = Object.keys(inputs).filter((file) => /^(local|infra|test)\//.test(file));
    expect(own.toSorted()).toEqual([
      'infra/bundle/environment-credentials.ts',
      'infra/bundle/no-endpoint-cache.ts',
      'infra/bundle/no-event-streams.ts',
      'infra/bundle/single-region-signer.ts',
    ]);
  });

  test('loads where no credentials are yet, and offers a handler that the runtime takes', () => {
    // Three arguments would be the form with a callback, which the runtime refuses.
    const look = `const { handler } = require(${JSON.stringify(join(asset, 'index.js'))}); process.exit(typeof handler === 'function' && handler.length < 3 ? 0 : 1)`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', look], {
      encoding: 'utf8',
      env: {
        PORTAL_URL: 'https://example.onlyoffice.com',
        API_KEY_SECRET_ID: 'docspace/api-key',
        RESULT_BUS_NAME: 'security',
        LEDGER_TABLE: 'ledger',
        AWS_REGION: 'eu-central-1',
      },
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('comes with places for the log, and without the sources', () => {
    const map: unknown = JSON.parse(readFileSync(join(asset, 'index.js.map'), 'utf8'));
    expect(map).not.toHaveProperty('sourcesContent');
  });
});
