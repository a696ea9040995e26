import { expect, test } from 'vitest';
import { typedStep } from '../../command/typed-step.ts';

test.each([
  [
    'a disable',
    '{"action": "disable", "clientId": "c1", "reason": "<why>"}',
    'ks disable c1 --stack X --reason "<why>"',
  ],
  [
    'a reset',
    '{"action": "reset-breaker", "reason": "<why>"}; {"action": "list"}',
    'ks reset-breaker --stack X --reason "<why>"; ks list --stack X',
  ],
  ['no request', 'Look again in a few minutes.', 'Look again in a few minutes.'],
])('%s in a next step is shown as a command', (_what, step, shown) => {
  expect(typedStep(step, { program: 'ks', options: '--stack X' })).toBe(shown);
});
