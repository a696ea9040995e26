import { type App, type AppProps, Aws, CfnCondition, DefaultStackSynthesizer, Fn, Token } from 'aws-cdk-lib';
import { CfnEventBusPolicy } from 'aws-cdk-lib/aws-events';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import * as z from 'zod';
import { ALERTS_FROM_ACCOUNTS } from '../event-buses.ts';
import { VARIABLE_OF } from '../function-settings.ts';
import { KillSwitchFunction } from '../kill-switch-function.ts';
import { ResponderStack } from '../responder-stack.ts';
import type { StackSettings } from '../setting-schema.ts';
import { readSettings } from '../settings.ts';
import { SettingsError } from '../settings-error.ts';
import { addParameters } from './parameters.ts';

/** Settings that cannot be packaged, with what to do instead. */
const NOT_PACKAGED = {
  portals: 'the template is of one portal; leave it out, and deploy the template once for each portal',
  holdSeverity:
    'it must not be above minimumSeverity, which is a parameter; leave it out, or use docspace-kill-switch deploy',
  alertOrganization:
    'it excludes alertAccounts, which is a parameter; leave it out, or use docspace-kill-switch deploy',
} as const;

/** Stands for the portal while the settings are checked. */
const ANY_PORTAL = 'https://portal.example.com';

/**
 * The settings of the one stack, checked as for a deploy.
 * @throws SettingsError
 */
const settingsFrom = (given: Readonly<Record<string, unknown>>): StackSettings => {
  const problems = Object.entries(NOT_PACKAGED).flatMap(([name, instead]) =>
    given[name] === undefined ? [] : [`${name} cannot be packaged: ${instead}`],
  );
  if (problems.length > 0) throw new SettingsError(problems);
  const [settings] = readSettings({ portalUrl: ANY_PORTAL, ...given });
  if (settings === undefined) throw new Error('no stack was read');
  return settings;
};

const ref = (parameter: string): string => Token.asString({ Ref: parameter });
const listRef = (parameter: string): string[] => Token.asList({ Ref: parameter });

/** A text and no list, which an empty parameter could not be. */
const accounts = () => Fn.split(',', ref('alertAccounts'));

/** The same settings with references in the place of what is a parameter; the function's own follow in its variables. */
const referring = (settings: StackSettings): StackSettings => {
  const portalUrl = ref('portalUrl');
  const { policy } = settings.function;
  return {
    ...settings,
    stackName: Aws.STACK_NAME,
    portalUrl,
    apiKeySecretArn: ref('apiKeySecretArn'),
    notifyEmail: ref('notifyEmail'),
    alertSources: listRef('alertSources'),
    alertAccounts: Token.asList(Fn.conditionIf('HasAlertAccounts', accounts(), [Aws.ACCOUNT_ID])),
    reservedConcurrency: Token.asNumber(
      Fn.conditionIf('HasReservedConcurrency', ref('reservedConcurrency'), Aws.NO_VALUE),
    ),
    function: {
      ...settings.function,
      policy: { ...policy, portal: portalUrl, protectedClientIds: new Set() },
    },
  };
};

/** Of the app around it: neither the bootstrap of CDK nor its count of deploys is part of the template. */
export const APP: AppProps = {
  analyticsReporting: false,
  // @ts-expect-error: under exactOptionalPropertyTypes CDK's class does not fit CDK's interface.
  defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
};

const addConditions = (stack: ResponderStack) => {
  const unless = (name: string, value: string, leftOut: string) =>
    new CfnCondition(stack, name, {
      expression: Fn.conditionNot(Fn.conditionEquals(value, leftOut)),
    });
  unless('HasProtectedClients', ref('protectedClientIds'), '');
  unless('HasReservedConcurrency', ref('reservedConcurrency'), '0');
  return {
    hasNotifyEmail: unless('HasNotifyEmail', ref('notifyEmail'), ''),
    hasAlertAccounts: unless('HasAlertAccounts', ref('alertAccounts'), ''),
  };
};

const orNone = (condition: string, value: string): string =>
  Token.asString(Fn.conditionIf(condition, value, Aws.NO_VALUE));

/** Variables of the function that hold what a parameter says. */
const variables = (): Record<string, string> => ({
  [VARIABLE_OF.mode]: ref('mode'),
  [VARIABLE_OF.minimumSeverity]: ref('minimumSeverity'),
  [VARIABLE_OF.breakerLimit]: ref('breakerLimit'),
  [VARIABLE_OF.protectedClientIds]: orNone('HasProtectedClients', ref('protectedClientIds')),
  ALERT_ACCOUNTS: orNone('HasAlertAccounts', ref('alertAccounts')),
});

const CodeSchema = z.object({ s3Key: z.string() });

/** Writes references into what takes none as a setting: conditions, the code of each function, its variables. */
const referInNodes = (stack: ResponderStack): void => {
  const { hasNotifyEmail, hasAlertAccounts } = addConditions(stack);
  for (const node of stack.node.findAll()) {
    if (node instanceof CfnSubscription) node.cfnOptions.condition = hasNotifyEmail;
    if (node instanceof CfnEventBusPolicy && node.node.id === ALERTS_FROM_ACCOUNTS) {
      node.cfnOptions.condition = hasAlertAccounts;
      node.addPropertyOverride('Statement.Principal.AWS', accounts());
    }
    if (node instanceof CfnFunction) {
      const { s3Key } = CodeSchema.parse(stack.resolve(node.code));
      node.code = { s3Bucket: ref('codeBucket'), s3Key: `${ref('codePrefix')}${s3Key}` };
    }
    if (node instanceof KillSwitchFunction)
      for (const [variable, value] of Object.entries(variables()))
        node.function.addEnvironment(variable, value);
  }
};

/**
 * The stack of `npm run package`: deployed without CDK, its bootstrap and this project, by parameters.
 * @throws SettingsError
 */
export const addPackageStack = (app: App, given: Readonly<Record<string, unknown>>): ResponderStack => {
  const settings = settingsFrom(given);
  const stack = new ResponderStack(app, 'DocSpaceKillSwitch', {
    settings: referring(settings),
    severalPortals: false,
    createTestEventRegistry: settings.testEvents === 'create-registry',
  });
  // Nothing else may stand in a description of a template.
  stack.templateOptions.description =
    'Disables compromised OAuth2 clients of a DocSpace portal when a security alert arrives';
  addParameters(stack, settings, { isPortalGiven: 'portalUrl' in given });
  referInNodes(stack);
  return stack;
};
