import { expect, test } from 'vitest';
import { SettingsError } from '../../infra/settings-error.ts';
import { templateOf } from './synthesised.ts';
import { environmentOf } from './template-parts.ts';

const withIds = (count: number) => () =>
  templateOf({
    protectedClientIds: Array.from(
      { length: count },
      (_, n) => `6c7cf17b-1bd3-47d5-94c6-${String(n).padStart(12, '0')}`,
    ),
  });

const problemOf = (synthesise: () => unknown): string => {
  try {
    synthesise();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.join('\n');
    throw error;
  }
  return '';
};

test('more protected clients than the variables of the function have room for are refused, with the most that fit', () => {
  const [, bytes = '', most = ''] =
    /^protectedClientIds holds 120 ids: .* take ([\d,]+) bytes, and Lambda allows 4,096; list at most (\d+) ids$/.exec(
      problemOf(withIds(120)),
    ) ?? [];
  expect(Number(bytes.replace(',', ''))).toBeGreaterThan(120 * 37);
  expect(problemOf(withIds(Number(most) + 1))).toContain('Lambda allows 4,096');
  const variables = environmentOf(withIds(Number(most))());
  expect(Buffer.byteLength(JSON.stringify(variables))).toBeLessThanOrEqual(4_096);
});
