import type { Outcome } from '../contract/outcome.ts';
import type { ContainmentResult } from '../contract/result.ts';
import type { Warning } from '../contract/warning.ts';
import type { Ending } from './ending.ts';
import { disableCommand } from './hold-steps.ts';

type Facts = {
  outcome: Outcome;
  action: ContainmentResult['action'];
  clientId: string | null;
  portal: string;
  basis: 'read-back' | 'response-body' | 'none';
  enabledBefore: boolean | null;
  timeToContainMs: number | null;
  guard: string | undefined;
  warnings: ReadonlySet<Warning>;
  stackName: string;
  /** Since when the ledger knows it off. */
  since: string | null;
  /** Clients in a list, shown or not; null if they could not be read. */
  listed: number | null;
  looks: Ending['looks'];
  rotation: Ending['rotation'];
  /** Whether a read-back after the last write proved the state. */
  isProven: boolean;
};

const state = (enabled: boolean | null): string =>
  enabled === null ? 'in an unknown state' : enabled ? 'on' : 'off';

const unseenOf = (looks: Facts['looks']): string =>
  looks === undefined || looks.unseen === 0
    ? ''
    : `; ${looks.unseen} of ${looks.due} could not be looked at, and may be on`;

/** One sentence in our own words: names, reasons and messages from outside never become part of it. */
export const summaryOf = (facts: Facts): string => {
  const rotation = facts.rotation?.isDone === true ? ' has a new secret; it' : '';
  const client = `OAuth2 client ${facts.clientId ?? '(unknown)'} of ${facts.portal}${rotation}`;
  const ms = facts.timeToContainMs;
  const within = ms === null ? '' : ` within ${ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`}`;
  const proof = facts.basis === 'response-body' ? "by the portal's own answer" : 'by reading it back';
  switch (facts.outcome) {
    case 'disabled':
      return `${client} was disabled${within} and proven off ${proof}.`;
    case 'already-disabled':
      if (facts.warnings.has('shared-proof'))
        return `${client} was disabled for another alert while this one was being delivered; a read-back shows it off.`;
      return `${client} was off already${facts.since === null ? '' : `, since ${facts.since}`}; a confirming write and ${facts.basis === 'response-body' ? "the portal's answer" : 'a read-back'} say it still is.`;
    case 'enabled':
      return `${client} was enabled and proven on ${proof}.`;
    case 'already-enabled':
      return facts.rotation === undefined
        ? `${client} is on already; nothing was written.`
        : `${client} is on already: somebody else enabled it meanwhile.`;
    case 'rotated':
      return `${client} was proven off ${proof} after the change.`;
    case 'status':
      return facts.warnings.has('contained-but-on')
        ? `${client} is on, though the kill switch had contained it: it was re-enabled outside the kill switch, or the portal shows an old state.`
        : `${client} is ${state(facts.enabledBefore)}.`;
    case 'healthy':
      if (facts.warnings.has('alerts-only-propose'))
        return `The kill switch can act on ${facts.portal} by hand; alerts only propose, and wait for a person (mode: approve).`;
      return facts.warnings.has('alerts-do-not-act')
        ? `The kill switch can act on ${facts.portal} by hand; alerts disable nothing, because the settings say so (mode: dry-run, or alerts: off).`
        : `The kill switch can act on ${facts.portal}.`;
    case 'unhealthy':
      return `The kill switch cannot be relied on for ${facts.portal}: at least one check failed.`;
    case 'dry-run':
      return `Dry run: ${client} is ${state(facts.enabledBefore)}; every guard passed and nothing was written.`;
    case 'held':
      return `${client} is ${state(facts.enabledBefore)} and held for a person by the guard ${facts.guard ?? ''}; to disable it: ${disableCommand(facts.clientId, facts.stackName)}`;
    case 'refused':
      if (facts.guard === 'hold-expired')
        return `${client} was held, and its hold ended without a decision: treat it as on.`;
      return facts.rotation === undefined
        ? `${client} was not touched: the guard ${facts.guard ?? ''} refused.`
        : `${client} was not enabled: the guard ${facts.guard ?? ''} refused.`;
    case 'not-found':
      return `${facts.portal} does not know OAuth2 client ${facts.clientId ?? '(unknown)'}, or the key may not see it.`;
    case 'unverified':
      return `${client} could not be proven ${facts.action === 'enable' && facts.rotation?.isDone !== false ? 'on' : 'off'} although a write was accepted: treat it as still on.`;
    case 'drifted':
      if (facts.warnings.has('late-effect'))
        return `${client} is on: an enabling write of the kill switch, not proven at the time, took effect.`;
      return `${client} was re-enabled outside the kill switch: it was contained${facts.since === null ? '' : ` since ${facts.since}`}.`;
    case 'listed':
      return facts.listed === 0
        ? `No OAuth2 client of ${facts.portal} is contained, held or drifted.`
        : `OAuth2 clients of ${facts.portal} that are contained, held or drifted: ${facts.listed}${unseenOf(facts.looks)}.`;
    case 'breaker-reset':
      return `The circuit breaker of ${facts.portal} starts a new window; clients that it had held for a person: ${facts.listed ?? 'not known, the ledger could not be read'}.`;
    case 'failed':
      if (facts.action === 'check')
        return `Whether the kill switch can act on ${facts.portal} is not proven: the check could not be finished.`;
      if (
        facts.action === 'list' ||
        facts.action === 'reset-breaker' ||
        // The watch itself; of a client that it could not disable, the sentence is about the client.
        (facts.action === 'watch' && facts.clientId === null)
      )
        return facts.action === 'watch'
          ? `The drift watch of ${facts.portal} could not look at its contained clients.`
          : `The ledger of ${facts.portal} could not be read, or not be changed.`;
      if (facts.action === 'rotate' || facts.rotation?.isDone === false)
        return facts.isProven
          ? `${client} was given no new secret as far as the portal shows; it was proven off ${proof}.`
          : `${client} could not be given a new secret, and is not proven off.`;
      if (facts.warnings.has('may-still-take-effect'))
        return facts.action === 'enable'
          ? `${client} could not be enabled, and the enabling write may still take effect.`
          : `${client} could not be proven disabled: no write was answered, and one may still take effect.`;
      return `${client} could not be ${facts.action === 'enable' ? 'enabled' : facts.action === 'status' ? 'read' : 'disabled'}.`;
    case 'invalid':
      return 'The request could not be understood; the portal was not called.';
    default:
      return facts.outcome satisfies never;
  }
};
