import { expect, test } from 'vitest';
import { endCodeOf } from '../../lambda/results/end-code.ts';
import { OutcomeSchema } from '../../lambda/results/outcome.ts';
import { templateOf } from './synthesised.ts';

test('the last results are the lines with which a request ends', () => {
  const body = JSON.stringify(templateOf().findResources('AWS::CloudWatch::Dashboard'));
  const [, listed = ''] = /filter code in \[([^\]]+)\]/.exec(body) ?? [];
  const codes = new Set(OutcomeSchema.options.map(endCodeOf));
  expect(new Set(listed.match(/KS\d+/g))).toEqual(codes);
});
