import { describe, expect, test } from 'vitest';
import { judge } from '../../../command/redrive/verdict.ts';
import { OutcomeSchema } from '../../../lambda/contract/outcome.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';
import { answered } from './answered.ts';

const OUTCOMES = [...OutcomeSchema.options, 'an-outcome-of-a-newer-function'];
const STALE = { guard: { name: 'stale-alert', message: '' } };
const ONE = { drill: false, alerts: 1 };
const verdictOf = (results: Parameters<typeof judge>[0], message = ONE) => judge(results, message).verdict;

/** Every outcome × final × drill × proof that ends a message; whatever is not here keeps it. */
const ENDED = [
  'disabled final alert read-back',
  'disabled final alert response-body',
  'disabled final drill read-back',
  'disabled final drill response-body',
  'already-disabled final alert read-back',
  'already-disabled final alert response-body',
  'already-disabled final drill read-back',
  'already-disabled final drill response-body',
  'dry-run final drill read-back',
  'dry-run final drill response-body',
  'dry-run final drill none',
  'not-found final alert read-back',
  'not-found final alert response-body',
  'not-found final alert none',
  'not-found final drill read-back',
  'not-found final drill response-body',
  'not-found final drill none',
];

const CASES = OUTCOMES.flatMap((outcome) =>
  [true, false].flatMap((final) =>
    [true, false].flatMap((drill) =>
      ['read-back', 'response-body', 'none'].map((basis) => ({
        name: `${outcome} ${final ? 'final' : 'open'} ${drill ? 'drill' : 'alert'} ${basis}`,
        result: answered(outcome, { final, basis }),
        drill,
      })),
    ),
  ),
);

describe('a message is deleted only where it was proven, is believably gone, or is the dry run of a drill', () => {
  test('the table names only cases that exist', () => {
    const names = CASES.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(ENDED));
  });

  test.each(CASES)('$name', ({ name, result, drill }) => {
    expect(verdictOf([result], { drill, alerts: 1 })).toBe(ENDED.includes(name) ? 'ended' : 'kept');
  });

  test('a function that threw keeps it, and so does an answer without results', () => {
    expect(verdictOf(undefined)).toBe('kept');
    expect(verdictOf([])).toBe('kept');
  });
});

describe('a message with several alerts is deleted only when each of them was ended', () => {
  const off = answered('disabled', { basis: 'read-back' });
  const TWO = { drill: false, alerts: 2 };

  test('all of them', () => {
    expect(verdictOf([off, answered('not-found')], TWO)).toBe('ended');
  });

  test.each(['failed', 'refused', 'held', 'invalid', 'unverified', 'dry-run'])(
    'one that is %s keeps the whole message',
    (outcome) => {
      expect(verdictOf([off, answered(outcome)], TWO)).toBe('kept');
      expect(verdictOf([answered(outcome), off], TWO)).toBe('kept');
    },
  );

  test('one without a result keeps it: a setting that a deploy lost may be the reason', () => {
    expect(judge([off], TWO)).toEqual({
      verdict: 'kept',
      why: expect.stringContaining('1 of its 2 alerts has no result'),
    });
    expect(judge([answered('refused', STALE)], TWO).verdict).toBe('kept');
  });
});

describe('what is past the age limit', () => {
  test('is stale by its guard alone', () => {
    expect(verdictOf([answered('refused', STALE)])).toBe('stale');
    expect(verdictOf([answered('refused', { guard: { name: 'protected-client', message: '' } })])).toBe(
      'kept',
    );
    expect(verdictOf([answered('failed', STALE)])).toBe('kept');
  });

  test('beside one that ended is still stale, and beside a refusal it is kept', () => {
    const message = { drill: false, alerts: 2 };
    const off = answered('disabled', { basis: 'read-back' });
    expect(judge([off, answered('refused', STALE)], message)).toEqual({
      verdict: 'stale',
      clientIds: [CLIENT_ID],
    });
    expect(judge([answered('refused'), answered('refused', STALE)], message).verdict).toBe('kept');
  });
});

describe('what is kept says why', () => {
  test.each([
    ['a fault', undefined, 'the function failed'],
    ['no result', [], 'the function found no alert in it'],
    ['invalid', [answered('invalid')], '--discard-invalid'],
    ['refused', [answered('refused')], 'a person must decide'],
    ['held', [answered('held')], 'a person must decide'],
    ['unverified', [answered('unverified')], 'accepted by the portal, not proven'],
    ['unverified, and tried again', [answered('unverified', { final: false })], 'not proven off'],
    ['dry-run', [answered('dry-run')], 'mode: dry-run'],
    ['disabled without proof', [answered('disabled')], 'not proven off'],
    ['unknown', [answered('an-outcome-of-a-newer-function')], 'not proven off'],
  ])('%s', (_, results, why) => {
    expect(judge(results, ONE)).toEqual({ verdict: 'kept', why: expect.stringContaining(why) });
  });
});
