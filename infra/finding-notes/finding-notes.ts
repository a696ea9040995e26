import { fileURLToPath } from 'node:url';
import { Aws, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FindingFormat } from '../../lambda/contract/finding-format.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/contract/result.ts';
import type { NamedBus } from '../event-buses.ts';
import { retriesThen } from '../function-alias.ts';
import { holdingQueue } from '../holding-queue.ts';
import { addWriter } from '../writer-function.ts';
import { acknowledgeAnyHub, noteStatements } from './finding-notes-role.ts';
import { NOTED_OUTCOMES } from './finding-update.ts';

const ENTRY = fileURLToPath(new URL('./handler.ts', import.meta.url));

/** What comes back later than this is not known as an echo any more. */
const MAX_AGE = Duration.minutes(30);

/** Proven disables of this portal that a finding of this account and region asked for. */
const notedResults = (portal: string, formats: ReadonlySet<FindingFormat>): EventPattern => ({
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
});

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
    const { writer, role } = addWriter(this, {
      functionName: `${stackName}-finding-notes`,
      description:
        'Writes what the DocSpace kill switch did into findings of Security Hub. It disables nothing.',
      entry: ENTRY,
      timeout: Duration.seconds(60),
      ...retriesThen(queue),
      maxEventAge: MAX_AGE,
      roleDescription: 'Lets the function for notes write one kind of note into findings, and nothing else',
      statements: [
        // After the last retry Lambda sends the result to this queue, as the function's role.
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
        ...noteStatements(formats),
      ],
      logRetention,
      removalPolicy,
    });
    acknowledgeAnyHub(role);
    const rule = new Rule(this, 'Results', {
      description: 'Brings proven disables back to the findings of Security Hub that asked for them.',
      eventBus: resultBus.bus,
      eventPattern: notedResults(portal, formats),
      targets: [new LambdaFunction(writer, { deadLetterQueue: queue, maxEventAge: MAX_AGE })],
    });
    // A result that is replayed from an archive was noted when it was new.
    const resource = rule.node.defaultChild;
    if (resource instanceof CfnRule)
      resource.addPropertyOverride('EventPattern.replay-name', [{ exists: false }]);
  }
}
