import { describe, expect, test } from 'vitest';
import { clientsOfDrillsIn, isDrill, keptEvent } from '../../../infra/redrive/kept-event.ts';
import { judge } from '../../../infra/redrive/verdict.ts';
import { OutcomeSchema } from '../../../lambda/results/outcome.ts';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID } from '../profiles.ts';

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

describe('the event is found in both shapes', () => {
  const alert = rawAlert(CLIENT_ID);

  test('as the rule keeps it', () => {
    expect(keptEvent(JSON.stringify(alert))).toEqual(alert);
  });

  test('as Lambda wraps it', () => {
    const body = {
      version: '1.0',
      timestamp: '2026-01-31T03:00:00.000Z',
      requestContext: {
        requestId: '1',
        functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:x:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: alert,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'failed' },
    };
    expect(keptEvent(JSON.stringify(body))).toEqual(alert);
  });

  test.each(['', 'no JSON', '7', 'null'])('%j holds none', (body) => {
    expect(keptEvent(body)).toBeUndefined();
  });

  test('an array is a drill only if every event of it is', () => {
    const drill = rawAlert(CLIENT_ID, { detail: { dryRun: true } });
    expect(isDrill([drill, drill])).toBe(true);
    expect(isDrill([drill, alert])).toBe(false);
  });

  test('a client belongs to a drill only if no other alert of the array names it', () => {
    const drill = rawAlert(CLIENT_ID, { detail: { dryRun: true } });
    const other = rawAlert('0f9c2a5e-4b1d-4c7a-8e21-5d2f3c4b6a70');
    expect(clientsOfDrillsIn([drill, other])).toEqual([CLIENT_ID]);
    expect(clientsOfDrillsIn([drill, alert])).toEqual([]);
    expect(clientsOfDrillsIn(drill)).toEqual([CLIENT_ID]);
    expect(clientsOfDrillsIn(alert)).toEqual([]);
  });
});
