#!/usr/bin/env node
import { runOnOtherNode } from './bundled-node.mjs';
import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  // Not a static import: an old Node would fail at the first type before it could say what is wrong.
  await import('./main.ts');
} else if (!(await runOnOtherNode(process.argv.slice(1)))) {
  console.error(problem);
  process.exitCode = 2;
}
