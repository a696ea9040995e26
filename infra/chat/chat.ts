import { fileURLToPath } from 'node:url';
import { Aws, CfnOutput, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { NamedBus } from '../event-buses.ts';
import { addWriter } from '../writer-function.ts';
import { ALARM_DETAIL_TYPE, ALARM_SOURCE } from './chat-message.ts';

const ENTRY = fileURLToPath(new URL('./handler.ts', import.meta.url));

/**
 * A second topic, for a channel of Amazon Q Developer, which takes messages in its own schema only. A function beside the
 * kill path writes them, because a rule can neither escape what others wrote nor leave out what is not known.
 */
export class Chat extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      stackName,
      results,
      ofAws,
      runbookUrl,
      logRetention,
      removalPolicy,
    }: {
      stackName: string;
      /** The rule for results that people should know. */
      results: Rule;
      /** The bus on which CloudWatch reports alarms. */
      ofAws: NamedBus;
      runbookUrl: string;
      logRetention: RetentionDays;
      removalPolicy: RemovalPolicy;
    },
  ) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { enforceSSL: true, displayName: 'DocSpace kill switch, chat' });
    const { writer } = addWriter(this, {
      functionName: `${stackName}-chat`,
      description:
        'Writes results and alarms of the DocSpace kill switch as chat messages. It disables nothing.',
      entry: ENTRY,
      timeout: Duration.seconds(30),
      environment: { CHAT_TOPIC_ARN: topic.topicArn, RUNBOOK_URL: runbookUrl },
      roleDescription: 'Lets the function for chat publish messages, and nothing else',
      statements: [new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] })],
      logRetention,
      removalPolicy,
    });
    const target = new LambdaFunction(writer, { maxEventAge: Duration.hours(1) });
    results.addTarget(target);
    new Rule(this, 'Alarms', {
      description: 'Brings alarms of the DocSpace OAuth2 kill switch into the chat.',
      eventBus: ofAws.bus,
      eventPattern: {
        source: [ALARM_SOURCE],
        detailType: [ALARM_DETAIL_TYPE],
        account: [Aws.ACCOUNT_ID],
        detail: { alarmName: [{ prefix: `${stackName}-` }], state: { value: ['ALARM'] } },
      },
      targets: [target],
    });
    new CfnOutput(Stack.of(this), 'ChatTopicArn', {
      value: topic.topicArn,
      description: 'SNS topic for a channel of Amazon Q Developer in chat applications',
    });
  }
}
