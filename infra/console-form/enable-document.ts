import { type AutomationDocument, CLIENT_ID, choice, REASON } from './automation-document.ts';
import { ends, fail, invoke, provenBy } from './automation-steps.ts';

const APPROVAL_SECONDS = 86_400;

/** How Automation may name whoever is this user, or has this role: in a session IAM leaves out a role's path. */
const namesOf = (approver: string): Record<string, string>[] => {
  const [, partition, , , account, principal = ''] = approver.split(':');
  const name = principal.split('/').at(-1);
  const itself = { StringEquals: approver };
  return principal.startsWith('role/')
    ? [itself, { StartsWith: `arn:${partition}:sts::${account}:assumed-role/${name}/` }]
    : [itself];
};

/**
 * Enables a client after somebody else has approved it. The step for approvals knows no requester: therefore whoever is
 * an approver may not ask. A role counts as a whole, because its sessions are named by those who begin them.
 */
export const enableDocument = (
  functionName: string,
  portal: string,
  assumeRole: string,
  approvers: readonly string[],
): AutomationDocument => {
  const enable = {
    action: 'enable',
    clientId: '{{ ClientId }}',
    // Not known where the approval was skipped, as an interactive execution might: then this step fails.
    reason: '{{ Reason }} ({{ approve.ApprovalStatus }} in Systems Manager)',
    operator: '{{ requester.Arn }}',
  };
  const outcomes = ['enabled', 'already-enabled'];
  return {
    schemaVersion: '0.3',
    description: `Enables an OAuth2 client of ${portal}, once one of the approvers has approved it within a day. Regenerate the client's secret in DocSpace first.`,
    assumeRole,
    parameters: {
      ClientId: CLIENT_ID,
      Reason: REASON,
      AcceptUnrotatedSecret: choice(
        'true enables the client although its secret may be the one of the containment, or is unknown to the ledger.',
        ['false', 'true'],
      ),
    },
    outputs: ['enable.Payload', 'enableUnrotated.Payload', 'requester.Arn', 'approve.ApproverDecisions'],
    mainSteps: [
      {
        name: 'requester',
        action: 'aws:executeAwsApi',
        inputs: {
          Service: 'ssm',
          Api: 'GetAutomationExecution',
          AutomationExecutionId: '{{ automation:EXECUTION_ID }}',
        },
        outputs: [{ Name: 'Arn', Selector: '$.AutomationExecution.ExecutedBy', Type: 'String' }],
        nextStep: 'mayAsk',
      },
      {
        name: 'mayAsk',
        action: 'aws:branch',
        inputs: {
          Choices: [
            ...approvers
              .flatMap(namesOf)
              .map((is) => ({ NextStep: 'isApprover', Variable: '{{ requester.Arn }}', ...is })),
            { NextStep: 'approve', Variable: '{{ requester.Arn }}', StartsWith: 'arn:' },
          ],
          Default: 'isApprover',
        },
      },
      {
        name: 'approve',
        action: 'aws:approve',
        timeoutSeconds: APPROVAL_SECONDS,
        inputs: {
          Message:
            'Enable the OAuth2 client {{ ClientId }}? Asked by {{ requester.Arn }}, who wrote: {{ Reason }}. Accept an unrotated secret: {{ AcceptUnrotatedSecret }}.',
          MinRequiredApprovals: 1,
          Approvers: [...approvers],
        },
        nextStep: 'chooseSecret',
      },
      {
        name: 'chooseSecret',
        action: 'aws:branch',
        inputs: {
          Choices: [
            {
              NextStep: 'enableUnrotated',
              Variable: '{{ AcceptUnrotatedSecret }}',
              StringEquals: 'true',
            },
          ],
          Default: 'enable',
        },
      },
      // The function itself, under no alias: only so it takes an enable.
      invoke('enable', functionName, enable, { nextStep: 'isOn' }),
      provenBy('isOn', { step: 'enable', outcomes }),
      invoke(
        'enableUnrotated',
        functionName,
        { ...enable, acceptUnrotatedSecret: true },
        { nextStep: 'isOnUnrotated' },
      ),
      provenBy('isOnUnrotated', { step: 'enableUnrotated', outcomes }),
      fail(
        'isApprover',
        'Whoever may approve must not ask: let somebody start this who is not among the approvers. Nothing was enabled.',
      ),
      ...ends(
        'It is not proven that the client is on. Read summary and nextSteps in the output enable.Payload or enableUnrotated.Payload.',
      ),
    ],
  };
};
