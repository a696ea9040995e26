import { CfnParameter, type CfnParameterProps, type Stack, Validations } from 'aws-cdk-lib';
import { SEVERITIES } from '../../lambda/contract/severity.ts';
import type { StackSettings } from '../setting-schema.ts';

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** What is asked for when the template is deployed. The defaults are the settings that it was packaged with. */
const parametersOf = (
  settings: StackSettings,
  { isPortalGiven }: { isPortalGiven: boolean },
): Record<string, CfnParameterProps> => ({
  codeBucket: {
    description: 'Bucket of this region that holds the zip file',
    allowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
  },
  codePrefix: {
    description: 'Folder of the zip file in that bucket, with a slash at its end; empty for none',
    default: '',
    allowedPattern: '^([A-Za-z0-9_.-]{1,100}/){0,8}$',
  },
  portalUrl: {
    description: 'Address of the portal with nothing behind it, for example https://example.onlyoffice.com',
    ...(isPortalGiven ? { default: settings.portalUrl } : {}),
    // An origin as results name it: in lower case, without a slash at its end and without the usual port.
    allowedPattern:
      '^(https://[a-z0-9]([a-z0-9.-]{0,120}[a-z0-9])?|http://(localhost|127\\.0\\.0\\.1))(:(?!443$)[1-9][0-9]{1,4})?$',
  },
  apiKeySecretArn: {
    description: 'Full ARN of the secret that holds the API key as its text',
    ...(settings.apiKeySecretArn === undefined ? {} : { default: settings.apiKeySecretArn }),
    allowedPattern:
      '^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9_/+=.@-]+-[A-Za-z0-9]{6}$',
  },
  notifyEmail: {
    description: 'Who hears alarms and results; empty for nobody',
    default: settings.notifyEmail ?? '',
    allowedPattern: '^([A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]{1,180}\\.[A-Za-z]{2,20})?$',
  },
  mode: {
    description: 'What alerts may do',
    default: settings.function.mode,
    allowedValues: ['enforce', 'approve', 'dry-run'],
  },
  minimumSeverity: {
    description: 'Alerts below it are refused',
    default: settings.function.policy.minimumSeverity,
    allowedValues: [...SEVERITIES],
  },
  alertSources: {
    type: 'CommaDelimitedList',
    description: 'Only events of these sources start the function',
    default: settings.alertSources.join(','),
    allowedPattern: '^(?!aws\\.)(?!docspace\\.oauth2-kill-switch$)[A-Za-z0-9_./-]{1,256}$',
  },
  alertAccounts: {
    description: 'Only these accounts may send alerts, with commas; empty for this account alone',
    default: settings.alertAccounts.join(','),
    allowedPattern: '^([0-9]{12}(,[0-9]{12}){0,49})?$',
  },
  protectedClientIds: {
    description: 'Ids of clients that nobody may disable here, in lower case, with commas; empty for none',
    default: [...settings.function.policy.protectedClientIds].join(','),
    // As many as the variables of a function have room for, whatever else they hold.
    allowedPattern: `^(${UUID}(,${UUID}){0,39})?$`,
  },
  breakerLimit: {
    type: 'Number',
    description: 'The most clients that alerts may disable per window',
    default: settings.function.policy.breakerLimit,
    minValue: 1,
    maxValue: 1_000,
  },
  reservedConcurrency: {
    type: 'Number',
    description: 'The most runs at a time, set aside for the function; 0 for none',
    default: settings.reservedConcurrency ?? 0,
    minValue: 0,
    maxValue: 1_000,
  },
});

export const addParameters = (
  stack: Stack,
  settings: StackSettings,
  portal: { isPortalGiven: boolean },
): void => {
  for (const [name, props] of Object.entries(parametersOf(settings, portal)))
    new CfnParameter(stack, name, props);
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W2509',
    reason: 'The parameter apiKeySecretArn says where the secret is, and is none itself.',
  });
};
