import { describe, expect, test } from 'vitest';
import { judge } from '../../../command/redrive/verdict.ts';
import { OutcomeSchema } from '../../../lambda/contract/outcome.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';

const client = { clientId: CLIENT_ID };
const answered = (outcome: string, guard?: string) => ({
  outcome: OutcomeSchema.parse(outcome),
  summary: '',
  client,
  guard: guard === undefined ? undefined : { name: guard, message: '' },
});
const alone = (outcome: string, guard?: string) =>
  judge([answered(outcome, guard)], { drill: false }).verdict;

describe('a message is deleted only where nothing is left to do', () => {
  test('every outcome has its verdict', () => {
    const ended = OutcomeSchema.options.filter((outcome) => alone(outcome) === 'ended');
    expect(ended).toEqual(['disabled', 'already-disabled', 'not-found', 'invalid']);
  });

  test('a function that threw keeps it, and so does an answer without results', () => {
    expect(judge(undefined, { drill: false }).verdict).toBe('kept');
    expect(judge([], { drill: false }).verdict).toBe('kept');
  });

  test('one alert of an array that has not ended keeps the whole message', () => {
    const results = [answered('disabled'), answered('failed')];
    expect(judge(results, { drill: false }).verdict).toBe('kept');
  });

  test('a dry run ends a drill, and nothing but a drill', () => {
    expect(judge([answered('dry-run')], { drill: true }).verdict).toBe('ended');
    expect(alone('dry-run')).toBe('kept');
  });

  test('only the age guard makes an alert stale', () => {
    expect(alone('refused', 'stale-alert')).toBe('stale');
    expect(alone('refused', 'protected-client')).toBe('kept');
  });
});
