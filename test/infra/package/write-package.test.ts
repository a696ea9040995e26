import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { unzipSync } from 'fflate';
import { expect, onTestFinished, test, vi } from 'vitest';
import { APP, addPackageStack } from '../../../infra/package/package-stack.ts';
import { writePackage } from '../../../infra/package/write-package.ts';
import { folderWith } from '../../folders.ts';
import { cdkJson, quieten } from '../synthesised.ts';

const write = () => {
  // CDK says there what it bundles.
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => stderr.mockRestore());
  const outdir = folderWith({});
  // What an earlier synth left there.
  mkdirSync(join(outdir, `asset.${'a'.repeat(64)}`));
  const app = new App({ ...APP, context: cdkJson.context, outdir });
  quieten(app);
  const stack = addPackageStack(app, {});
  const folder = folderWith({});
  const files = writePackage(app.synth().getStackArtifact(stack.artifactId), folder);
  return { folder, files };
};

test('the package is a template, and the code under the name that the template asks for; the same code is the same file', () => {
  const { folder, files } = write();
  const [template = '', zip = '', ...others] = files;
  expect([template, others, readdirSync(folder).sort()]).toEqual(['template.json', [], [...files].sort()]);
  expect(readFileSync(join(folder, template), 'utf8')).toContain(
    `"S3Key":{"Fn::Join":["",[{"Ref":"codePrefix"},"${zip}"]]}`,
  );
  const code = readFileSync(join(folder, zip));
  expect(Object.keys(unzipSync(code)).sort()).toEqual(['index.js', 'index.js.map']);
  // What the console takes of a template from a bucket.
  expect(readFileSync(join(folder, template)).length).toBeLessThan(1_000_000);

  const again = write();
  expect(readFileSync(join(again.folder, zip)).equals(code)).toBe(true);
});
