import { Aws, Token } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import {
  FINDING_DETAIL_TYPES,
  type FindingFormat,
  SECURITY_HUB_SOURCE,
} from '../lambda/contract/finding-format.ts';
import type { StackSettings } from './setting-schema.ts';

const EXISTS = [{ exists: true }];

/** Every event of a button names the button: an event without a name was sent by no button. */
const NO_BUTTON = { actionName: [{ exists: false }] };

/**
 * Any of these starts the function. A key after a `provider/` prefix is another key to EventBridge, which knows no
 * wildcard in names: each provider has to be named. Of the buttons only the one with the kill switch's name counts. It
 * starts the function whatever the findings hold: the person who pressed it must get a result.
 */
const ASFF_WAYS = ({ function: { inputs }, findingProviders }: StackSettings) => {
  const { clientIdKey: key } = inputs;
  return [
    { actionName: [inputs.actionName] },
    ...[key, ...findingProviders.map((provider) => `${provider}/${key}`)].map((name) => ({
      ...NO_BUTTON,
      findings: { ProductFields: { [name]: EXISTS } },
    })),
    { ...NO_BUTTON, findings: { UserDefinedFields: { [key]: EXISTS } } },
    { ...NO_BUTTON, findings: { Resources: { Type: ['Other'], Details: { Other: { [key]: EXISTS } } } } },
  ];
};

const OCSF_WAYS = ({ function: { inputs } }: StackSettings) => [
  { findings: { resources: { type: [inputs.clientIdKey] } } },
  { findings: { unmapped: { [inputs.clientIdKey]: EXISTS } } },
];

const WAYS = { asff: ASFF_WAYS, ocsf: OCSF_WAYS } as const satisfies Record<FindingFormat, unknown>;

/** Security Hub sends from the own account, wherever else alerts come from. */
const ownAccountAnd = (alertAccounts: string[]) =>
  // A list that only the deploy knows cannot be added to.
  Token.isUnresolved(alertAccounts)
    ? { $or: [{ account: [Aws.ACCOUNT_ID] }, { account: alertAccounts }] }
    : { account: [Aws.ACCOUNT_ID, ...alertAccounts] };

/**
 * Which findings start the function: those that carry the key in a place where the adapter looks, so that the
 * others of the account do not.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const findingPattern = (format: FindingFormat, settings: StackSettings): EventPattern => ({
  source: [SECURITY_HUB_SOURCE],
  detailType: [...FINDING_DETAIL_TYPES[format]],
  ...ownAccountAnd(settings.alertAccounts),
  detail: { $or: WAYS[format](settings) },
});
