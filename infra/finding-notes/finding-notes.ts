import { fileURLToPath } from 'node:url';
import { Aws, Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FindingFormat } from '../../lambda/contract/finding-format.ts';
import { NOTE_AUTHOR } from '../../lambda/contract/finding-note.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { BUNDLING, LOCK_FILE, PROJECT_ROOT } from '../bundle/bundling.ts';
import type { NamedBus } from '../event-buses.ts';
import { retriesThen } from '../function-alias.ts';
import { holdingQueue } from '../holding-queue.ts';
import { NOTED_OUTCOMES, STATUS_ID, WORKFLOW_STATUS } from './finding-update.ts';

const ENTRY = fileURLToPath(new URL('./handler.ts', import.meta.url));

/** What comes back later than this is not known as an echo any more. */
const MAX_AGE = Duration.minutes(30);

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

/** Writes proven disables back into the findings that asked for them, beside the kill path. */
export class FindingNotes extends Construct {
  /** Results whose note could not be written. */
  readonly queue: IQueue;

  constructor(
    scope: Construct,
    id: string,
    {
      stackName,
      portal,
      formats,
      resultBus,
      logRetention,
      removalPolicy,
    }: {
      stackName: string;
      portal: string;
      formats: ReadonlySet<FindingFormat>;
      resultBus: NamedBus;
      logRetention: RetentionDays;
      removalPolicy: RemovalPolicy;
    },
  ) {
    super(scope, id);
    const queue = holdingQueue(this, 'Queue', removalPolicy);
    this.queue = queue;
    const logGroup = new LogGroup(this, 'Log', { retention: logRetention, removalPolicy });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Lets the function for notes write one kind of note into findings, and nothing else',
    });
    logGroup.grantWrite(role);
    // After the last retry Lambda sends the result to this queue, as the function's role.
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    );
    for (const format of formats) role.addToPrincipalPolicy(STATEMENTS[format]());
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:securityhub:<AWS::Region>:<AWS::AccountId>:hubv2/*]',
      reason:
        'A region of an account has one such hub, whose id only AWS knows; conditions say what is written.',
    });
    const writer = new NodejsFunction(this, 'Function', {
      functionName: `${stackName}-finding-notes`,
      description:
        'Writes what the DocSpace kill switch did into findings of Security Hub. It disables nothing.',
      entry: ENTRY,
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: LOCK_FILE,
      bundling: BUNDLING,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 128,
      timeout: Duration.seconds(60),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      awsSdkConnectionReuse: false,
      ...retriesThen(queue),
      maxEventAge: MAX_AGE,
    });
    const rule = new Rule(this, 'Results', {
      description: 'Brings proven disables back to the findings of Security Hub that asked for them.',
      eventBus: resultBus.bus,
      eventPattern: {
        source: [RESULT_SOURCE],
        detailType: [RESULT_DETAIL_TYPE],
        account: [Aws.ACCOUNT_ID],
        detail: {
          outcome: [...NOTED_OUTCOMES],
          final: [true],
          client: { portal: [portal] },
          // The hub that sent it is here; and nobody has written a note about this detection yet.
          trigger: {
            finding: {
              format: [...formats],
              account: [Aws.ACCOUNT_ID],
              region: [Aws.REGION],
              noted: [false],
            },
          },
        },
      },
      targets: [new LambdaFunction(writer, { deadLetterQueue: queue, maxEventAge: MAX_AGE })],
    });
    // A result that is replayed from an archive was noted when it was new.
    const resource = rule.node.defaultChild;
    if (resource instanceof CfnRule)
      resource.addPropertyOverride('EventPattern.replay-name', [{ exists: false }]);
  }
}
