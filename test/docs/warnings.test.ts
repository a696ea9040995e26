import { expect, test } from 'vitest';
import { WARNINGS, WarningSchema } from '../../lambda/results/warning.ts';

test('every warning of the contract has its sentence', () => {
  expect(Object.keys(WARNINGS)).toEqual(WarningSchema.options);
});
