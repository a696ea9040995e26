import { ALERT_DETAIL_TYPE } from '../lambda/contract/alert-event.ts';
import { AlertSchema } from '../lambda/requests/alert.ts';

/** The moment at which the tests' clock starts, in ms since the epoch. */
export const THREE_AM = Date.parse('2026-01-31T03:00:00.000Z');

type Overrides = { detail?: Record<string, unknown> } & Record<string, unknown>;

/** An alert as it comes, good or bad: for what the door must refuse. */
export const rawAlert = (
  clientId: unknown,
  { detail, ...envelope }: Overrides = {},
): Record<string, unknown> => ({
  version: '0',
  id: '7f1c5f5e-0d7b-4d53-9d3a-4c7f6f1f0a11',
  source: 'security.alerts',
  'detail-type': ALERT_DETAIL_TYPE,
  account: '123456789012',
  region: 'eu-central-1',
  time: '2026-01-31T02:59:58Z',
  resources: [],
  detail: { clientId, severity: 'high', reason: 'token used from two countries', ...detail },
  ...envelope,
});

/** An alert that the door takes. */
export const alertFor = (clientId: string, overrides: Overrides = {}): Record<string, unknown> => {
  const alert = rawAlert(clientId, overrides);
  AlertSchema.parse(alert);
  return alert;
};
