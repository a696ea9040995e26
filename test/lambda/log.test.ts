import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { faultFields } from '../../lambda/log.ts';

test('an unexpected error is reported by its name and places; its message stays out', () => {
  const fields = faultFields(new RangeError('sk-secret\n    at forged (secret.ts:1:1)'));
  expect(fields).toEqual({ fault: 'RangeError', places: expect.arrayContaining([expect.any(String)]) });
  expect(JSON.stringify(fields)).not.toMatch(/secret|forged/);
});

test.for([
  ['sk-secret', 'string'],
  [{ apiKey: 'sk-secret' }, 'object'],
  [undefined, 'undefined'],
] as const)('of what is thrown and is no error, only the type is logged: %j', ([thrown, fault]) => {
  expect(faultFields(thrown)).toEqual({ fault, places: [] });
});

test('a stack that does not have the message before the places is not logged: it may be anything', () => {
  const error = Object.assign(new Error('new words'), { stack: 'sk-secret\n    at sk-secret (key.ts:1:1)' });
  expect(faultFields(error)).toEqual({ fault: 'Error', places: [] });
});

test('an error without a stack has no places', () => {
  expect(faultFields(Object.assign(new Error('x'), { stack: undefined }))).toEqual({
    fault: 'Error',
    places: [],
  });
});

test('an error is reported by its own name, because the deployed bundle renames its class', () => {
  class t extends Error {
    override readonly name = 'ResourceNotFoundException' as const;
  }
  expect(faultFields(new t('x'))).toMatchObject({ fault: 'ResourceNotFoundException' });
});

test('what Zod throws is reported as such', () => {
  const { error } = z.safeParse(z.string(), 1);
  expect(faultFields(error)).toMatchObject({ fault: '$ZodError' });
});

test('a name that is no single word stays out of the log', () => {
  const error = Object.assign(new Error('x'), { name: 'sk-secret' });
  expect(faultFields(error)).toMatchObject({ fault: 'Error' });
});
