import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { ClientIdSchema } from '../lambda/contract/client-id.ts';
import { RESULT_SOURCE } from '../lambda/contract/result.ts';
import type { Settings } from '../lambda/contract/settings.ts';
import { VARIABLE_OF } from './function-settings.ts';
import { fromText, listOf, wholeNumber } from './setting-values.ts';

const trueOrFalse = z.enum(['true', 'false'], 'must be true or false');

const isTrue = (text: 'true' | 'false'): boolean => text === 'true';

const RETENTIONS: readonly unknown[] = Object.values(RetentionDays);

const name = (pattern: RegExp, message: string) => z.string(message).regex(pattern, message);

const BusNameSchema = name(
  /^(?!aws\.)[\w./-]{1,256}$/,
  'must be the name of an event bus of this account and region, for example security or default',
);

const SourceSchema = name(
  /^[\w./-]{1,256}$/,
  'must be the source of your alerts, for example security.alerts',
)
  .refine(
    (source) => source !== RESULT_SOURCE,
    `must not be ${RESULT_SOURCE}: results would start the function that makes them`,
  )
  .refine((source) => !source.startsWith('aws.'), 'must not begin with aws.: only AWS may send such events');

const PROXY =
  'must be the address of a forward proxy with http:// or https:// in front, for example http://proxy.example.com:3128';

/** A password in it would stand in the template and in the function's environment. */
const ProxySchema = z
  .url({ protocol: /^https?$/, error: PROXY })
  .refine((address) => new URL(address).pathname === '/' && new URL(address).search === '', PROXY)
  .refine(
    (address) => new URL(address).username === '' && new URL(address).password === '',
    'must hold no user and no password: variables of the function are no place for a secret',
  );

/** Settings of one stack beside those of the function. A `portals` entry may set any of them for its own stack. */
export const SettingSchema = z.strictObject({
  name: name(
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,18}[A-Za-z0-9])?$/,
    'must be 1 to 20 letters, digits or hyphens, for example main',
  ).optional(),
  stackName: fromText(
    name(
      /^[A-Za-z][A-Za-z0-9-]{0,29}$/,
      'must be at most 30 letters, digits and hyphens and begin with a letter',
    ).default('DocSpaceKillSwitch'),
  ),
  alertBusName: fromText(BusNameSchema.optional()),
  resultBusName: fromText(BusNameSchema.optional()),
  alertSources: listOf(SourceSchema, ['security.alerts']),
  alertAccounts: listOf(
    name(/^\d{12}$/, 'must be the 12 digits of an AWS account (in settings.json as text, in quotes)'),
    [],
  ),
  alertOrganization: fromText(
    name(
      /^o-[a-z0-9]{10,32}$/,
      'must be the id of an organisation of AWS Organizations, for example o-a1b2c3d4e5',
    ).optional(),
  ),
  alertTransports: listOf(
    name(
      /^arn:aws[\w-]*:(sns|sqs):[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/,
      'must be the ARN of an SNS topic or an SQS queue',
    ),
    [],
  ),
  findingProviders: listOf(
    name(/^[\w:@+=/-]{1,100}$/, 'must be what stands before the slash of a ProductFields key, without dots'),
    [],
  ),
  alerts: fromText(z.enum(['on', 'off'], 'must be on or off').default('on')),
  guardResults: fromText(trueOrFalse.default('true').transform(isTrue)),
  apiKeySecretArn: fromText(
    name(
      /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
      'must be the full ARN of a secret, with the six characters at its end',
    ).optional(),
  ),
  notifyEmail: fromText(z.email('must be one e-mail address').optional()),
  dashboard: fromText(trueOrFalse.default('true').transform(isTrue)),
  chatTopic: fromText(trueOrFalse.default('false').transform(isTrue)),
  findingNotes: fromText(trueOrFalse.default('false').transform(isTrue)),
  vpcId: fromText(
    name(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC, for example vpc-0a1b2c3d').optional(),
  ),
  subnetIds: listOf(
    name(/^subnet-[0-9a-f]{8,17}$/, 'must be ids of subnets of vpcId, for example subnet-0a1b2c3d'),
    [],
  ),
  securityGroupIds: listOf(
    name(/^sg-[0-9a-f]{8,17}$/, 'must be ids of security groups of vpcId, for example sg-0a1b2c3d'),
    [],
  ),
  caCertificateFile: fromText(
    // It becomes part of a command line.
    name(/^[^"$`\\\n]{1,300}$/, 'must be the path of a file of certificates in PEM').optional(),
  ),
  proxyUrl: fromText(ProxySchema.optional()),
  reservedConcurrency: fromText(wholeNumber(1, 1_000).optional()),
  logRetentionDays: fromText(
    wholeNumber(1, 3_653)
      .refine((days) => RETENTIONS.includes(days), 'must be a retention of CloudWatch Logs: 30, 90, 365, …')
      .default(365),
  ),
  testEvents: fromText(
    z.enum(['true', 'false', 'create-registry'], 'must be true, false or create-registry').default('false'),
  ),
  consoleForm: fromText(trueOrFalse.default('false').transform(isTrue)),
  enableApprovers: listOf(
    name(
      /^arn:aws[\w-]*:iam::\d{12}:(user|role)\/[\w+=,.@/-]{1,512}$/,
      'must be ARNs of IAM users or roles, for example arn:aws:iam::123456789012:role/Approver',
    ),
    [],
  ).refine((approvers) => approvers.length <= 10, 'must hold at most 10 entries'),
  canaryClientId: fromText(z.optional(ClientIdSchema)),
  // A run of the watch may take four minutes, and the portal's cache hides what is younger than five.
  watchInterval: fromText(wholeNumber(5, 60).default(5)),
  permissionsBoundary: fromText(
    name(
      /^arn:aws[\w-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
      'must be the ARN of an IAM policy',
    ).optional(),
  ),
  removalPolicy: fromText(z.enum(['retain', 'destroy'], 'must be retain or destroy').default('retain')),
  ledgerProtection: fromText(trueOrFalse.transform(isTrue).optional()),
  runbookUrl: fromText(
    name(
      /^(?!http:)[^\s#]{1,300}$/,
      'must be the https address of the runbook without an anchor, for example https://wiki.example.com/kill-switch',
    ).default('docs/runbook.md'),
  ),
});

/** Everything that can be set. */
export const SETTING_NAMES: readonly string[] = [
  'portals',
  ...Object.keys(VARIABLE_OF),
  ...Object.keys(SettingSchema.shape).filter((key) => key !== 'name'),
];

export type StackSettings = z.infer<typeof SettingSchema> & {
  /** Whether the ledger's table refuses to be deleted; where it is not set, the removal policy decides. */
  ledgerProtection: boolean;
  /** Origin of the portal. */
  portalUrl: string;
  /** What the function reads, as it will read it. */
  function: Settings;
};
