import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  // Not a static import: an old Node would fail at the first type before it could say what is wrong.
  await import('./main.ts');
} else {
  console.error(problem);
  process.exitCode = 2;
}
