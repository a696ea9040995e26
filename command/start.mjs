#!/usr/bin/env node
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { runOnOtherNode } from './bundled-node.mjs';
import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  // Starts in half the time from the second run on. Here, where only who may change the program may change it too.
  module.enableCompileCache(fileURLToPath(new URL('../.cache/compiled', import.meta.url)));
  // Not a static import: an old Node would fail at the first type before it could say what is wrong.
  await import('./main.ts');
} else if (!(await runOnOtherNode(process.argv.slice(1)))) {
  console.error(problem);
  process.exitCode = 2;
}
