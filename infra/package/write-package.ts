import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { cx_api } from 'aws-cdk-lib';
import { zipSync } from 'fflate';

const TEMPLATE = 'template.json';

/** The same bytes for the same code, whenever it is packaged: a zip file knows no earlier day. */
const ALWAYS = new Date(1980, 0, 1);

/** A folder without folders in it, as the bundler writes one. */
const zipOf = (folder: string): Uint8Array =>
  zipSync(Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))])), {
    mtime: ALWAYS,
    level: 9,
  });

/**
 * Writes what was synthesised as files that CloudFormation takes by itself: the template, and beside it the code of each
 * function under the name by which the template asks for it.
 * @returns the names of the files
 */
export const writePackage = (
  { template, assembly }: cx_api.CloudFormationStackArtifact,
  folder: string,
): string[] => {
  // Without blanks, since CloudFormation limits its length.
  const text = JSON.stringify(template);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, TEMPLATE), text);
  // Beside what the template asks for there may lie the code of an earlier synth.
  const hashes = readdirSync(assembly.directory)
    .flatMap((name) => /^asset\.([0-9a-f]{64})$/.exec(name)?.[1] ?? [])
    .filter((hash) => text.includes(`${hash}.zip`));
  const zips = hashes.map((hash) => {
    const name = `${hash}.zip`;
    writeFileSync(join(folder, name), zipOf(join(assembly.directory, `asset.${hash}`)));
    return name;
  });
  return [TEMPLATE, ...zips];
};
