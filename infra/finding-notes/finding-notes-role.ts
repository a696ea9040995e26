import { Aws, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { FindingFormat } from '../../lambda/contract/finding-format.ts';
import { NOTE_AUTHOR } from '../../lambda/contract/finding-note.ts';
import { STATUS_ID, WORKFLOW_STATUS } from './finding-update.ts';

/** Fields that the one action of IAM would let it change too. */
const OTHER_FIELDS = [
  'Confidence',
  'Criticality',
  'RelatedFindings',
  'Severity.Label',
  'Severity.Normalized',
  'Severity.Product',
  'Types',
  'UserDefinedFields.key',
  'UserDefinedFields.value',
  'VerificationState',
];

const asff = (field: string): string => `securityhub:ASFFSyntaxPath/${field}`;
const ocsf = (field: string): string => `securityhub:OCSFSyntaxPath/${field}`;

const hub = (resource: string): string =>
  `arn:${Aws.PARTITION}:securityhub:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;

/** The hub is named by AWS when it is enabled. */
const ANY_HUB_V2 = hub('hubv2/*');

/**
 * One action is for both calls. It sees no finding, only what is written: this note, this status, and no other field, so
 * that the role can neither resolve nor suppress a finding, nor name a client in one.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindingsV2.html
 */
const STATEMENTS: Readonly<Record<FindingFormat, () => PolicyStatement>> = {
  asff: () =>
    new PolicyStatement({
      actions: ['securityhub:BatchUpdateFindings'],
      resources: [hub('hub/default')],
      conditions: {
        StringEquals: {
          [asff('Workflow.Status')]: WORKFLOW_STATUS,
          [asff('Note.UpdatedBy')]: NOTE_AUTHOR,
        },
        Null: Object.fromEntries(OTHER_FIELDS.map((field) => [asff(field), 'true'])),
      },
    }),
  ocsf: () =>
    new PolicyStatement({
      actions: ['securityhub:BatchUpdateFindings'],
      resources: [ANY_HUB_V2],
      conditions: {
        StringEquals: { [ocsf('StatusId')]: `${STATUS_ID}` },
        Null: { [ocsf('SeverityId')]: 'true' },
      },
    }),
};

/** One kind of note in findings of these formats. */
export const noteStatements = (formats: ReadonlySet<FindingFormat>): PolicyStatement[] =>
  [...formats].map((format) => STATEMENTS[format]());

/** cdk-nag asks about the wildcard in the statement for OCSF; nothing to say where that statement is not there. */
export const acknowledgeAnyHub = (role: Role): void => {
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:securityhub:<AWS::Region>:<AWS::AccountId>:hubv2/*]',
    reason:
      'A region of an account has one such hub, whose id only AWS knows; conditions say what is written.',
  });
};
