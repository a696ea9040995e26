import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { isYes, questionAt } from '../../command/question.ts';

test('the answer is the line that the person types', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answer = questionAt(input, output)('Delete? ');
  input.write('yes\nmore\n');
  expect(await answer).toBe('yes');
  expect(String(output.read())).toContain('Delete? ');
});

test('the end of the input is no answer', async () => {
  const input = new PassThrough();
  const answer = questionAt(input, new PassThrough())('Delete? ');
  input.end();
  expect(await answer).toBe('');
});

test('only y and yes are a yes', () => {
  expect(['y', 'Y', 'yes', ' YES '].map(isYes)).toEqual([true, true, true, true]);
  expect(['', 'n', 'yeah', 'y e s', 'no yes'].map(isYes)).toEqual([false, false, false, false, false]);
});
