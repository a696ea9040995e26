import { expect, test } from 'vitest';
import { nodeProblem } from '../../command/node-version.mjs';

test.each(['22.18.0', '22.19.1', '23.0.0', '24.21.0', '100.0.0'])('Node %s is new enough', (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.each(['18.20.8', '20.19.0', '22.17.9'])('for Node %s one sentence says how to replace it', (version) => {
  const problem = nodeProblem(version);
  expect(problem).toContain(`this is Node ${version}`);
  expect(problem).toContain('--omit=optional');
  expect(problem?.match(/\.( |$)/g)).toHaveLength(1);
});
