import { Aws } from 'aws-cdk-lib';
import { EventField, type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Outcome } from '../lambda/results/outcome.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../lambda/results/result.ts';
import type { NamedBus } from './event-buses.ts';
import { OUTCOMES_ANCHOR, runbookLink } from './runbook.ts';

/** Outcomes that a person should hear of; what isn't here (drills, answers, repeats) is on the bus all the same. */
const NOTIFIED = ['disabled', 'enabled', 'not-found', 'unverified', 'failed'] as const satisfies Outcome[];
const REFUSED: Outcome = 'refused';
const INVALID: Outcome = 'invalid';

/** Refusals are told too, but for those that the threshold exists to keep quiet. */
const QUIET_GUARD = 'below-severity';

/** On a bus that several stacks share, each tells of its own portal; what nobody understood belongs to no portal. */
const notifiedResults = (portal: string): EventPattern => ({
  source: [RESULT_SOURCE],
  detailType: [RESULT_DETAIL_TYPE],
  account: [Aws.ACCOUNT_ID],
  detail: {
    $or: [
      { outcome: [...NOTIFIED], client: { portal: [portal] } },
      {
        outcome: [REFUSED],
        client: { portal: [portal] },
        guard: { name: [{ 'anything-but': QUIET_GUARD }] },
      },
      { outcome: [INVALID] },
    ],
  },
});

/** The topic of alarms and results, and who listens to it. */
export class Notifications extends Construct {
  readonly topic: ITopic;

  constructor(
    scope: Construct,
    id: string,
    {
      stackName,
      portal,
      resultBus,
      notifyEmail,
      runbookUrl,
    }: {
      stackName: string;
      portal: string;
      resultBus: NamedBus;
      notifyEmail: string | undefined;
      runbookUrl: string;
    },
  ) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { enforceSSL: true, displayName: 'DocSpace kill switch' });
    this.topic = topic;
    if (notifyEmail !== undefined) topic.addSubscription(new EmailSubscription(notifyEmail));

    const rule = new Rule(this, 'Results', {
      description: 'Tells people what the DocSpace OAuth2 kill switch did.',
      eventBus: resultBus.bus,
      eventPattern: notifiedResults(portal),
    });
    // Taken by its ARN, so that CDK does not open the topic to every rule of every account: see below.
    rule.addTarget(
      new SnsTopic(Topic.fromTopicArn(this, 'ByArn', topic.topicArn), {
        // Nothing that an alert, an operator or a portal wrote: a summary of ours, and hashes.
        message: RuleTargetInput.fromMultilineText(
          [
            EventField.fromPath('$.detail.summary'),
            `Outcome: ${EventField.fromPath('$.detail.outcome')}`,
            `Request: ${EventField.fromPath('$.detail.requestKey')}`,
            `Result: ${EventField.fromPath('$.detail.resultId')}`,
            `What to do: ${runbookLink(runbookUrl, OUTCOMES_ANCHOR)}`,
          ].join('\n'),
        ),
      }),
    );
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ResultsOfThisStack',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
    // A topic with a policy of its own has lost the default one, by which CloudWatch could publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisStack',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: {
            'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${stackName}-*`,
          },
        },
      }),
    );
  }
}
