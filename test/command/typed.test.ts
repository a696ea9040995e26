import { expect, test } from 'vitest';
import { typed } from '../../command/typed.ts';

const ID = 'fd0f3591-ba64-46ce-addd-c0fd4502eb9d';
const stack = { program: 'docspace-kill-switch', where: '--stack Stack' };

test.each([
  [
    `To disable it by hand: {"action": "disable", "clientId": "${ID}", "reason": "<why>"}`,
    `To disable it by hand: docspace-kill-switch disable ${ID} --stack Stack --reason "<why>"`,
  ],
  [
    'let alerts act again: {"action": "reset-breaker", "reason": "<why>"}; {"action": "list"} names them.',
    'let alerts act again: docspace-kill-switch reset-breaker --stack Stack --reason "<why>"; docspace-kill-switch list --stack Stack names them.',
  ],
  [
    `this ends the hold: {"action": "enable", "clientId": "${ID}", "reason": "<why>", "acceptUnrotatedSecret": true}`,
    `this ends the hold: docspace-kill-switch enable ${ID} --stack Stack --reason "<why>" --accept-unrotated-secret`,
  ],
  [
    `once more: {"action": "enable", "clientId": "${ID}", "rotateSecret": true}`,
    `once more: docspace-kill-switch enable ${ID} --stack Stack --rotate-secret`,
  ],
  [
    `To disable it: docspace-kill-switch disable ${ID} --stack Other --reason "<why>"`,
    `To disable it: docspace-kill-switch disable ${ID} --stack Stack --reason "<why>"`,
  ],
])('a next step of a result is shown as it is typed: %s', (sentence, shown) =>
  expect(typed(sentence, stack)).toBe(shown),
);

test('without a stack or portal the command names none', () =>
  expect(typed('Run a check, {"action": "check"}.', { program: 'npm start --', where: '' })).toBe(
    'Run a check, npm start -- check.',
  ));

test.each(['nothing to send', 'with "acceptUnrotatedSecret": true', '{"action": broken}'])(
  'what is no request stays as it is: %s',
  (sentence) => expect(typed(sentence, stack)).toBe(sentence),
);
