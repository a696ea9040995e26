import type { AliasName } from '../../lambda/contract/alias.ts';
import { type AutomationDocument, CLIENT_ID, choice, REASON } from './automation-document.ts';
import { ends, invoke, provenBy } from './automation-steps.ts';

const RESPONDER: AliasName = 'responder';

/** Everything that a responder may ask for, through the alias for responders: it disables and looks, and enables nothing. */
export const respondDocument = (
  functionName: string,
  portal: string,
  assumeRole: string,
): AutomationDocument => {
  const ask = (name: string, payload: Record<string, unknown>, nextStep?: string) =>
    invoke(name, functionName, payload, {
      qualifier: RESPONDER,
      ...(nextStep === undefined ? {} : { nextStep }),
    });
  const isAction = (action: string) => ({ Variable: '{{ Action }}', StringEquals: action });
  const ofClient = { clientId: '{{ ClientId }}' };
  const disable = { action: 'disable', ...ofClient, reason: '{{ Reason }}' };
  return {
    schemaVersion: '0.3',
    description: `Disables an OAuth2 client of ${portal}, or shows its status, what is contained, or whether a disable would work. Nothing is written unless DryRun is false. The answer is in the outputs.`,
    assumeRole,
    parameters: {
      Action: choice('What to do.', ['disable', 'status', 'list', 'check']),
      ClientId: {
        ...CLIENT_ID,
        description: `${CLIENT_ID.description} Empty for list and check.`,
        allowedPattern: CLIENT_ID.allowedPattern.replace('^', '^$|^'),
        default: '',
      },
      Reason: REASON,
      DryRun: choice('Only for disable: true shows what would happen, false does it.', ['true', 'false']),
    },
    outputs: ['dryRun.Payload', 'disable.Payload', 'status.Payload', 'list.Payload', 'check.Payload'],
    mainSteps: [
      {
        name: 'choose',
        action: 'aws:branch',
        inputs: {
          Choices: [
            { NextStep: 'status', ...isAction('status') },
            { NextStep: 'list', ...isAction('list') },
            { NextStep: 'check', ...isAction('check') },
            {
              NextStep: 'disable',
              And: [isAction('disable'), { Variable: '{{ DryRun }}', StringEquals: 'false' }],
            },
          ],
          Default: 'dryRun',
        },
      },
      ask('dryRun', { ...disable, dryRun: true }),
      ask('status', { action: 'status', ...ofClient }),
      ask('list', { action: 'list' }),
      ask('check', { action: 'check' }),
      ask('disable', disable, 'isOff'),
      provenBy('isOff', {
        step: 'disable',
        outcomes: ['disabled', 'already-disabled'],
      }),
      ...ends(
        'It is not proven that the client is off. Read summary and nextSteps in the output disable.Payload.',
      ),
    ],
  };
};
