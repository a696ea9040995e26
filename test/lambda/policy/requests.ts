import { ManualRequestSchema } from '../../../lambda/contract/manual-request.ts';
import { parseSettings } from '../../../lambda/contract/settings.ts';
import type { ChangeRequest, Facts, Policy } from '../../../lambda/policy/guard.ts';
import { AlertSchema } from '../../../lambda/requests/alert.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';

export const CLIENT_ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
export const OTHER_ID = 'f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f';
export const PORTAL = 'https://office.example';

/** The policy that these settings make, through the settings' own schema. */
export const policyOf = (env: Record<string, string> = {}): Policy =>
  parseSettings({ PORTAL_URL: PORTAL, ...env }).policy;

export const alert = (detail: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) =>
  AlertSchema.parse(alertFor(CLIENT_ID, { detail, ...envelope }));

/** A change that a person asks for. */
export const byHand = (
  action: ChangeRequest['action'],
  extra: Record<string, unknown> = {},
): ChangeRequest => {
  const request = ManualRequestSchema.parse({ action, clientId: CLIENT_ID, reason: 'drill', ...extra });
  if (!('clientId' in request) || request.action === 'status') throw new Error('changes nothing');
  return request;
};

export const PEOPLE: readonly ChangeRequest[] = [byHand('disable'), byHand('enable'), byHand('rotate')];

/** What is known before the portal was asked. */
export const unread: Facts = { now: new Date(THREE_AM) };
