import { describe, expect, test } from 'vitest';
import { headline } from '../../../command/redrive/headline.ts';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';

const line = (body: unknown, sentAt?: Date): string =>
  headline({
    id: 'id',
    queueName: 'failure',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    sentAt,
    deliveryError: undefined,
    hold: async () => {},
    delete: async () => {},
  });

describe('a message is distinguished from all others by one line', () => {
  test.each([
    ['an alert', rawAlert(CLIENT_ID), `alert, client ${CLIENT_ID}`],
    ['a drill', rawAlert(CLIENT_ID, { detail: { dryRun: true } }), `drill, client ${CLIENT_ID}`],
    ['an alert that cannot be read', rawAlert('evil'), 'alert, client unknown'],
    ['no JSON', 'evil', 'nothing that can be read'],
    ['anything else', { hello: 'evil' }, 'something unknown'],
  ])('%s', (_, body, what) => {
    expect(line(body)).toBe(`message id of failure: ${what}`);
  });

  test('it says on which day SQS deletes the message', () => {
    expect(line(rawAlert(CLIENT_ID), new Date('2026-01-31T03:00:00Z'))).toBe(
      `message id of failure: alert, client ${CLIENT_ID}; SQS deletes it on 2026-02-14`,
    );
  });
});
