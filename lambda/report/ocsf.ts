import type { OcsfEvent } from '../contract/ocsf-event.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { ContainmentResult } from '../contract/result.ts';

const EVICT = {
  activity_id: 2,
  activity_name: 'Evict',
  type_uid: 700102,
  type_name: 'Remediation Activity: Evict',
} as const;

const RESTORE = {
  activity_id: 3,
  activity_name: 'Restore',
  type_uid: 700103,
  type_name: 'Remediation Activity: Restore',
} as const;

const HARDEN = {
  activity_id: 4,
  activity_name: 'Harden',
  type_uid: 700104,
  type_name: 'Remediation Activity: Harden',
} as const;

/** What is done to a client, or undone: its account with the portal is locked. @see https://d3fend.mitre.org/technique/d3f:AccountLocking */
const ACCOUNT_LOCKING: OcsfEvent['countermeasures'][number] = {
  d3f_tactic: { uid: 'd3f:Evict', name: 'Evict', src_url: 'https://d3fend.mitre.org/tactic/d3f:Evict/' },
  d3f_technique: {
    uid: 'D3-AL',
    name: 'Account Locking',
    src_url: 'https://d3fend.mitre.org/technique/d3f:AccountLocking/',
  },
};

/** Its secret is replaced. @see https://d3fend.mitre.org/technique/d3f:CredentialRotation/ */
const CREDENTIAL_ROTATION: OcsfEvent['countermeasures'][number] = {
  d3f_tactic: { uid: 'd3f:Harden', name: 'Harden', src_url: 'https://d3fend.mitre.org/tactic/d3f:Harden/' },
  d3f_technique: {
    uid: 'D3-CRO',
    name: 'Credential Rotation',
    src_url: 'https://d3fend.mitre.org/technique/d3f:CredentialRotation/',
  },
};

/** Captions of `status_id`: 1 and 2 of every event, the others of the class. */
const STATUS = {
  success: { status_id: 1, status: 'Success' },
  failure: { status_id: 2, status: 'Failure' },
  absent: { status_id: 3, status: 'Does Not Exist' },
  partial: { status_id: 4, status: 'Partial' },
  unsupported: { status_id: 5, status: 'Unsupported' },
  error: { status_id: 6, status: 'Error' },
  dryRun: { status_id: 99, status: 'Dry Run' },
} as const;

/**
 * `disposition_id` of the profile Security Control, with the `action_id` that belongs to it: 1 if no action was taken, 0
 * if nobody knows.
 * @see https://schema.ocsf.io/1.8.0/profiles/security_control
 */
const DISPOSITION = {
  revoked: { disposition_id: 24, disposition: 'Access Revoked', action_id: 2, action: 'Denied' },
  restored: { disposition_id: 9, disposition: 'Restored', action_id: 1, action: 'Allowed' },
  partly: { disposition_id: 12, disposition: 'Partially Corrected', action_id: 0, action: 'Unknown' },
  uncorrected: { disposition_id: 13, disposition: 'Uncorrected', action_id: 1, action: 'Allowed' },
  nothing: { disposition_id: 16, disposition: 'No Action', action_id: 1, action: 'Allowed' },
  error: { disposition_id: 27, disposition: 'Error', action_id: 0, action: 'Unknown' },
} as const;

/** OCSF measures severity by what is left to do. */
const SEVERITY = {
  nothing: { severity_id: 1, severity: 'Informational' },
  look: { severity_id: 3, severity: 'Medium' },
  act: { severity_id: 4, severity: 'High' },
} as const;

/** How an outcome reads in OCSF; `undefined` if it is no attempt to remediate. */
const verdictOf = (outcome: Outcome) => {
  switch (outcome) {
    case 'disabled':
    case 'already-disabled':
    case 'rotated':
      return { ...STATUS.success, ...DISPOSITION.revoked, ...SEVERITY.nothing };
    case 'enabled':
    case 'already-enabled':
      return { ...STATUS.success, ...DISPOSITION.restored, ...SEVERITY.nothing };
    case 'dry-run':
      return { ...STATUS.dryRun, ...DISPOSITION.nothing, ...SEVERITY.nothing };
    case 'held':
    case 'refused':
      return { ...STATUS.failure, ...DISPOSITION.nothing, ...SEVERITY.look };
    case 'not-found':
      return { ...STATUS.absent, ...DISPOSITION.nothing, ...SEVERITY.look };
    case 'invalid':
      return { ...STATUS.unsupported, ...DISPOSITION.nothing, ...SEVERITY.look };
    case 'unverified':
      return { ...STATUS.partial, ...DISPOSITION.partly, ...SEVERITY.act };
    case 'failed':
      return { ...STATUS.error, ...DISPOSITION.error, ...SEVERITY.act };
    case 'drifted':
      return { ...STATUS.failure, ...DISPOSITION.uncorrected, ...SEVERITY.act };
    case 'status':
    case 'healthy':
    case 'unhealthy':
    case 'listed':
    case 'breaker-reset':
      return undefined;
    default:
      return outcome satisfies never;
  }
};

/** What was tried; an alert can only evict, also one that could not be read. The watch is about a client, or about itself. */
const activityOf = ({ action, trigger, client }: ContainmentResult) => {
  switch (action) {
    case 'disable':
      return EVICT;
    case 'enable':
      return RESTORE;
    case 'rotate':
      return HARDEN;
    case 'watch':
      return client === null ? undefined : EVICT;
    case null:
      return trigger.type === 'alert' ? EVICT : undefined;
    case 'status':
    case 'check':
    case 'list':
    case 'reset-breaker':
      return undefined;
    default:
      return action satisfies never;
  }
};

const millisecondsOf = (time: string): number => Date.parse(time);

/**
 * A result as an OCSF 1.8 Remediation Activity; `undefined` for a result that is no attempt to remediate, such as a
 * check. Holds words of ours and ids only, and is the same for every copy of the result.
 * @see https://schema.ocsf.io/1.8.0/classes/remediation_activity
 */
export const ocsfOf = (result: ContainmentResult): OcsfEvent | undefined => {
  const activity = activityOf(result);
  const verdict = verdictOf(result.outcome);
  if (activity === undefined || verdict === undefined) return undefined;
  const { resultId, requestKey, timeline, guard, error, client } = result;
  const detail = guard?.name ?? error?.name;
  return {
    metadata: {
      version: '1.8.0',
      profiles: ['security_control'],
      product: { name: 'OAuth2 kill switch for DocSpace', vendor_name: 'docspace.oauth2-kill-switch' },
      uid: resultId,
      correlation_uid: requestKey,
    },
    category_uid: 7,
    category_name: 'Remediation',
    class_uid: 7001,
    class_name: 'Remediation Activity',
    ...activity,
    ...verdict,
    time: millisecondsOf(timeline.verifiedAt ?? timeline.containedAt ?? timeline.receivedAt),
    start_time: millisecondsOf(timeline.receivedAt),
    status_code: result.outcome,
    ...(detail === undefined ? {} : { status_detail: detail }),
    message: result.summary,
    command_uid: requestKey,
    countermeasures: [result.action === 'rotate' ? CREDENTIAL_ROTATION : ACCOUNT_LOCKING],
    observables:
      client === null
        ? []
        : [{ name: 'unmapped.client_id', type_id: 10, type: 'Resource UID', value: client.clientId }],
    unmapped: { client_id: client?.clientId ?? null, portal: client?.portal ?? null, final: result.final },
  };
};
