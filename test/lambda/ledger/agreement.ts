import { expect } from 'vitest';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { CRM, type Model } from '../../model.ts';

/** Outcomes that say which way the client went. */
const SAYS_OFF: readonly string[] = ['disabled', 'already-disabled'];
const SAYS_ON: readonly string[] = ['enabled', 'already-enabled', 'drifted'];

/** Portal, ledger and last result agree: the portal is as the record says, and so say all results of the newest decision. */
export const expectAgreement = async (
  model: Model,
  results: Iterable<ContainmentResult>,
  clientId = CRM,
): Promise<void> => {
  const on = model.isOn(clientId);
  const record = await model.record(clientId);
  const all = [...model.published, ...results].filter(
    ({ client, outcome }) => client?.clientId === clientId && [...SAYS_OFF, ...SAYS_ON].includes(outcome),
  );
  const last = Math.max(...all.map(({ decision }) => decision ?? -1));
  const newest = all.filter(({ decision }) => decision === last).map(({ outcome }) => outcome);
  const said = [...new Set(newest.map((outcome) => (SAYS_OFF.includes(outcome) ? 'off' : 'on')))];
  expect({ on, state: record?.state, said, decision: last }).toEqual({
    on,
    state: on ? 'restored' : 'contained',
    said: [on ? 'on' : 'off'],
    decision: record?.decision,
  });
};

/** Of one request there is at most one final result, and copies are equal. */
export const expectOneFinalResult = (published: readonly ContainmentResult[]): void => {
  const finals = new Map<string, string>();
  for (const result of published.filter(({ final }) => final)) {
    const text = JSON.stringify(result);
    expect(finals.get(result.requestKey) ?? text).toBe(text);
    finals.set(result.requestKey, text);
  }
};
