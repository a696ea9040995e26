import { expect, test } from 'vitest';
import { messageFacts } from '../../../command/redrive/message-facts.ts';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';

const SENT = new Date('2026-01-31T03:00:00Z');
const NOW = new Date('2026-01-31T05:30:00Z');

const message = (body: unknown, more: { sentAt?: Date; deliveryError?: string } = {}) => ({
  id: 'id',
  queueName: 'failure',
  body: JSON.stringify(body),
  sentAt: more.sentAt,
  deliveryError: more.deliveryError,
  hold: async () => {},
  delete: async () => {},
});

const ALERT = rawAlert(CLIENT_ID, { detail: { severity: 'critical' } });

test('age, severity, source and cause of a message that Lambda gave up', () => {
  const body = {
    requestContext: { functionArn: 'x', condition: 'RetriesExhausted' },
    requestPayload: ALERT,
    responsePayload: { errorMessage: 'failed: the portal\n\u001b[31m does not answer' },
  };
  expect(messageFacts(message(body, { sentAt: SENT }), NOW)).toMatch(
    /^waits for 2\.5 h; severity critical; source \S+; because RetriesExhausted: failed: the portal \[31m does not answer$/,
  );
});

test('the cause of a message that EventBridge could not deliver is its own code', () => {
  expect(messageFacts(message(ALERT, { deliveryError: 'NO_PERMISSIONS' }), NOW)).toMatch(
    /^severity critical; source \S+; because NO_PERMISSIONS$/,
  );
});

test('what cannot be read has no facts but its age', () => {
  expect(messageFacts(message('x', { sentAt: SENT }), NOW)).toBe('waits for 2.5 h');
});
