import type { KnownClient } from '../contract/known-client.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { ContainmentResult } from '../contract/result.ts';
import type { Warning } from '../contract/warning.ts';
import type { NotFoundDoubt } from '../docspace/errors.ts';
import type { Refusal } from '../policy/guard.ts';
import { ACCEPTED_SHAPES } from '../requests/accepted-shapes.ts';
import { holdSteps } from './hold-steps.ts';
import { notContainedSteps, READ_SECRET, rotatedSteps, unrotatedSteps } from './rotation-steps.ts';

type Facts = {
  outcome: Outcome;
  action: ContainmentResult['action'];
  final: boolean;
  guard: Refusal | undefined;
  keyIsAdmin: boolean | undefined;
  /** Why a 404 proves nothing, if the request failed because of that. */
  doubt: NotFoundDoubt | undefined;
  isSettingMissing: boolean;
  /** Whether the portal was spoken to in a guessed dialect. */
  isGuessed: boolean;
  warnings: ReadonlySet<Warning>;
  enabledBefore: boolean | null;
  stackName: string;
  clientId: string | null;
  clients: readonly KnownClient[];
  /** Clients that the drift watch did not see. */
  unseen: number;
  hasNewSecret: boolean;
  /** After a change of its secret, whatever became of that. */
  isProvenOff: boolean;
};

/** One id in 65,536: DocSpace's own gateway sends its calls to the service for feeds. */
const feedNote = (clientId: string | null): string[] =>
  clientId?.startsWith('feed')
    ? [
        `The id begins with "feed": the portal's gateway routes such ids elsewhere; look the client up in DocSpace.`,
      ]
    : [];

const DOUBT_STEPS: Record<NotFoundDoubt, readonly string[]> = {
  'no-admin': ["Give the key's DocSpace user the admin role, or store the key of an admin."],
  'other-tenant': ['Store a key of the portal that PORTAL_URL names: this one belongs to another tenant.'],
  // These two are named by other lines.
  feed: [],
  'no-ledger': [],
};

/** True of a deployed function only: nothing else delivers an alert again. */
export const RETRY_FOLLOWS =
  'A retry follows by itself; if it fails too, the alert is kept in the failure queue.';

/** Nobody reads a longer list of commands to its end. */
const MAX_COMMANDS = 20;

const disableByHand = (clientId: string | null): string =>
  `To disable it by hand: {"action": "disable", "clientId": "${clientId ?? ''}", "reason": "<why>"}`;

const reenabledSteps = (clientId: string | null, isLateEffect: boolean): string[] => [
  isLateEffect
    ? 'A person had asked to enable it; decide whether it may be on.'
    : "Find out who enabled it: the portal's audit trail shows activations.",
  disableByHand(clientId),
  'If it may stay on: send a manual enable request, so that the ledger knows.',
];

const UNSEEN =
  'KS430 in the log names the clients that could not be looked at; {"action": "status", "clientId": "<UUID>"} says why.';

/** What the person who reads a result should do next; short, and empty if there is nothing to do. */
export const nextStepsOf = ({
  outcome,
  action,
  final,
  guard,
  keyIsAdmin,
  doubt,
  isSettingMissing,
  isGuessed,
  warnings,
  enabledBefore,
  stackName,
  clientId,
  clients,
  unseen,
  hasNewSecret,
  isProvenOff,
}: Facts): string[] => {
  switch (outcome) {
    case 'disabled':
    case 'already-disabled':
      return [
        'Find out what the client did: look at its tokens and at the audit trail of the portal.',
        "Before enabling it again, regenerate its secret and have its users' consents revoked: enabling revives old tokens.",
      ];
    case 'rotated':
      return rotatedSteps(true, true);
    case 'enabled':
      return [
        ...(hasNewSecret ? [READ_SECRET] : []),
        'Tokens issued before the disable work again: if they may be in wrong hands, delete the client instead.',
      ];
    case 'already-enabled':
      return [
        'If it was disabled within the last five minutes, look again later: the portal may show an old state.',
      ];
    case 'held':
      return holdSteps({ clientId, stackName, guard, enabledBefore });
    case 'refused':
      if (guard?.name === 'hold-expired') return [disableByHand(clientId)];
      if (hasNewSecret) return rotatedSteps(true, isProvenOff);
      if (guard?.name === 'not-contained') return notContainedSteps(guard, disableByHand(clientId));
      if (guard?.name === 'unrotated-secret') return unrotatedSteps(guard);
      if (guard?.name === 'ledger-unavailable' || guard?.name === 'containment-under-way')
        return ['Wait a minute, then ask again; {"action": "list"} shows what the ledger knows.'];
      if (guard?.name === 'restored-since-alert')
        return ['If the client is in wrong hands anyway: send a manual disable request.'];
      if (action === 'enable' || action === 'rotate')
        return ['If it must be done anyway: remove what the guard names, or do it in DocSpace by hand.'];
      if (guard?.name === 'wrong-portal')
        return ['Send the alert to the kill switch of the portal that it is about.'];
      return guard?.name === 'protected-client'
        ? [
            'If it must be stopped anyway: take its id off the protected list, or disable it in DocSpace by hand.',
          ]
        : ['If the client must be stopped anyway: send a manual disable request.'];
    case 'not-found':
      return [
        ...feedNote(clientId),
        keyIsAdmin === false
          ? "The key's user is not a DocSpace admin and sees only their own clients: store the key of an admin."
          : 'Check the id in DocSpace under Developer Tools, OAuth; the client may have been deleted.',
      ];
    case 'unverified':
    case 'failed':
      if (action === 'check')
        return ["Wait a minute in which nothing else uses the key's user, then run the check again."];
      if (isSettingMissing)
        return ['Change the setting that the error names, and deploy.', ...(final ? [] : [RETRY_FOLLOWS])];
      return [
        ...feedNote(clientId),
        ...(doubt === undefined ? [] : DOUBT_STEPS[doubt]),
        ...(isGuessed
          ? [
              'If this portal speaks the published sample and is the one that is meant: set dialect to documented.',
            ]
          : []),
        ...(warnings.has('may-still-take-effect')
          ? ['Look again in a few minutes: an unanswered write may have taken effect.']
          : []),
        ...(final ? [] : [RETRY_FOLLOWS]),
        ...rotatedSteps(hasNewSecret, isProvenOff),
        ...(!isProvenOff &&
        (['disable', 'enable', 'rotate'].includes(action ?? '') || (action === 'watch' && clientId !== null))
          ? [
              'Until a result says otherwise, treat the client as on; if it matters now, disable it in DocSpace.',
            ]
          : []),
        'Run a check, {"action": "check"}, to see which part of the kill path is broken.',
      ];
    case 'drifted':
      return reenabledSteps(clientId, warnings.has('late-effect'));
    case 'listed':
    case 'breaker-reset':
      return [
        ...(unseen === 0 ? [] : [UNSEEN]),
        ...clients
          .filter(({ state }) => state === 'held' || state === 'drifted')
          .slice(0, MAX_COMMANDS)
          .map((client) => disableByHand(client.clientId)),
      ];
    case 'unhealthy':
      return ['Do what the failed lines say, then run the check again.'];
    case 'invalid':
      return ACCEPTED_SHAPES.map((shape) => `Accepted: ${shape}`);
    case 'status':
      return warnings.has('contained-but-on') ? reenabledSteps(clientId, false) : [];
    case 'healthy':
    case 'dry-run':
      return [];
    default:
      return outcome satisfies never;
  }
};
