import { describe, expect, test } from 'vitest';
import { keptEvent } from '../../../command/redrive/kept-event.ts';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';

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
});
