import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { ALIASES, BUNDLING, ENTRY, LOADERS, PROJECT_ROOT } from '../../infra/bundle/bundling.ts';

/** What the CDK construct hands to esbuild for a deploy. */
const DEPLOYED: Parameters<typeof build>[0] = {
  format: BUNDLING.format,
  target: BUNDLING.target,
  mainFields: BUNDLING.mainFields,
  minify: BUNDLING.minify,
  sourcemap: 'external',
  sourcesContent: false,
  alias: ALIASES,
  loader: LOADERS,
};

/** A part of the bundle and what it weighs there, minified. */
type Part = { name: string; bytes: number };

export type Bundle = { file: string; bytes: number; parts: Part[] };

/** The package that a file of the bundle belongs to. */
export const nameOfPart = (path: string): string =>
  path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? 'the kill switch itself';

const partsOf = (metafile: Metafile, file: string): Part[] => {
  const output = Object.entries(metafile.outputs).find(([path]) =>
    file.endsWith(path.split('/').at(-1) ?? ''),
  );
  const sums = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output?.[1].inputs ?? {})) {
    const name = nameOfPart(path);
    sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
  }
  return [...sums].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
};

const bundle = async (file: string, options: Parameters<typeof build>[0]): Promise<Bundle> => {
  const { metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    absWorkingDir: PROJECT_ROOT,
    metafile: true,
    logLevel: 'error',
    ...options,
    outfile: file,
  });
  return { file, bytes: statSync(file).size, parts: metafile === undefined ? [] : partsOf(metafile, file) };
};

const written = (file: string, source: string): Bundle => {
  writeFileSync(file, source);
  return { file, bytes: statSync(file).size, parts: [] };
};

/** What is compared: the function as it is deployed, the same code bundled as esbuild does by default, and two scripts. */
export const makeBundles = async (folder: string) => ({
  ours: await bundle(join(folder, 'ours.js'), DEPLOYED),
  default: await bundle(join(folder, 'default.js'), {}),
  empty: written(join(folder, 'empty.js'), 'exports.handler = async () => ({ outcome: "nothing" });\n'),
  sample: written(
    join(folder, 'sample.js'),
    readFileSync(new URL('scripts/sample.cjs', import.meta.url), 'utf8'),
  ),
  script: written(
    join(folder, 'script.js'),
    readFileSync(new URL('scripts/same-calls.cjs', import.meta.url), 'utf8'),
  ),
  bySdk: await bundle(join(folder, 'by-sdk.js'), {
    ...DEPLOYED,
    entryPoints: [fileURLToPath(new URL('scripts/same-calls-by-sdk.cjs', import.meta.url))],
  }),
});

export type Bundles = Awaited<ReturnType<typeof makeBundles>>;
