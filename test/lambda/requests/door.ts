import { expect } from 'vitest';
import type { ManualRequest } from '../../../lambda/contract/manual-request.ts';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import type { Alert } from '../../../lambda/requests/alert.ts';
import { AlertSchema } from '../../../lambda/requests/alert.ts';
import { readPayload } from '../../../lambda/requests/door.ts';
import type { Unreadable } from '../../../lambda/requests/unreadable.ts';
import { rawAlert } from '../../alerts.ts';
import { NO_INPUTS } from '../../inputs.ts';
import { setStage } from '../../stage.ts';

/** A well-formed id that belongs to nobody. */
export const CLIENT_ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
export const OTHER_ID = 'f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f';

/** What `rawAlert` calls its delivery. */
export const EVENT_ID = AlertSchema.parse(rawAlert(CLIENT_ID)).eventId;

/** The one alert in a payload that the door takes. */
export const acceptedAlert = (payload: unknown): Alert => {
  const delivery = readPayload(payload, NO_INPUTS, 'unqualified');
  const [alert] = delivery.from === 'bus' ? delivery.alerts : [];
  if (alert === undefined || alert.action === 'invalid')
    throw new Error(`not taken as an alert: ${alert?.problems.join('; ')}`);
  return alert;
};

/** The request in a payload that the door takes as a person's. */
export const acceptedRequest = (payload: unknown): ManualRequest => {
  const delivery = readPayload(payload, NO_INPUTS, 'unqualified');
  if (delivery.from !== 'person') throw new Error(`taken from ${delivery.from}`);
  if (delivery.request.action === 'invalid') throw new Error(delivery.request.problems.join('; '));
  return delivery.request;
};

/** What the door says against a payload of which nothing is taken. */
export const refusal = (payload: unknown): Unreadable => {
  const delivery = readPayload(payload, NO_INPUTS, 'unqualified');
  const [request] = delivery.from === 'bus' ? delivery.alerts : [delivery.request];
  if (request?.action !== 'invalid') throw new Error('the door took it');
  return request;
};

export const problemsIn = (payload: unknown): string[] => refusal(payload).problems;

/** Sends a payload through the whole function: it must end `invalid`, final, without any call to the portal. */
export const invalidWithoutCall = async (payload: unknown): Promise<ContainmentResult> => {
  const { invoke, portal } = await setStage();
  const result = await invoke(payload);
  expect(result).toMatchObject({ outcome: 'invalid', final: true, action: null });
  expect(result.proof.writes).toEqual([]);
  expect(portal.calls).toEqual([]);
  return result;
};
