import { Aws } from 'aws-cdk-lib';
import { CfnRule, EventField, type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Outcome } from '../lambda/contract/outcome.ts';
import { type ContainmentResult, RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../lambda/contract/result.ts';
import { functionTestTab } from './console-links.ts';
import type { NamedBus } from './event-buses.ts';
import { outcomeAnchor, runbookLink } from './runbook.ts';

/** Outcomes that are mailed; drills, answers and repeats are on the bus only, and unknown ids ring one alarm. */
const NOTIFIED = [
  'disabled',
  'enabled',
  'already-enabled',
  'rotated',
  'unverified',
  'failed',
  'drifted',
] as const satisfies Outcome[];
const REFUSED: Outcome = 'refused';
const HELD: Outcome = 'held';

/** An unknown id is mailed only where an alert did not name it. */
const NOT_FOUND: Outcome = 'not-found';
const OF_ALERTS: ContainmentResult['trigger']['type'] = 'alert';

/** Results without a client, and so without a portal: what could not be read, and a reset of the breaker. */
const OF_NO_CLIENT = ['invalid', 'breaker-reset'] as const satisfies Outcome[];

/** Every refusal is mailed, that of the circuit breaker above all, except by this guard. */
const QUIET_GUARD = 'below-severity';

/** On a bus that several stacks share, each mails the results of its own portal, and those that name none. */
const notifiedResults = (portal: string): EventPattern => ({
  source: [RESULT_SOURCE],
  detailType: [RESULT_DETAIL_TYPE],
  account: [Aws.ACCOUNT_ID],
  detail: {
    $or: [
      { outcome: [...NOTIFIED], client: { portal: [portal] } },
      // Once: a further alert about a held client shows the hold that it joins.
      { outcome: [HELD], client: { portal: [portal] }, containment: { state: [{ exists: false }] } },
      {
        outcome: [REFUSED],
        client: { portal: [portal] },
        guard: { name: [{ 'anything-but': QUIET_GUARD }] },
      },
      {
        outcome: [NOT_FOUND],
        client: { portal: [portal] },
        trigger: { type: [{ 'anything-but': OF_ALERTS }] },
      },
      { outcome: [...OF_NO_CLIENT] },
    ],
  },
});

/** The topic of alarms and results, and who listens to it. */
export class Notifications extends Construct {
  readonly topic: ITopic;
  /** Results that people should know. */
  readonly results: Rule;

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
      description: 'Notifies people of what the DocSpace OAuth2 kill switch did.',
      eventBus: resultBus.bus,
      eventPattern: notifiedResults(portal),
    });
    this.results = rule;
    // A result that is replayed from an archive was mailed when it was new.
    const resource = rule.node.defaultChild;
    if (resource instanceof CfnRule)
      resource.addPropertyOverride('EventPattern.replay-name', [{ exists: false }]);
    // One of the outcomes in the pattern, so the runbook has a section for it.
    const outcome = EventField.fromPath('$.detail.outcome');
    // Taken by its ARN, so that CDK does not open the topic to every rule of every account: see below.
    rule.addTarget(
      new SnsTopic(Topic.fromTopicArn(this, 'ByArn', topic.topicArn), {
        // Nothing that an alert, an operator or a portal wrote: a rule can neither cut nor clean it. By hand there is no
        // severity: it is null.
        message: RuleTargetInput.fromMultilineText(
          [
            EventField.fromPath('$.detail.summary'),
            `Outcome: ${outcome}`,
            `Severity: ${EventField.fromPath('$.detail.trigger.severity')}`,
            `When: ${EventField.time}`,
            `Request: ${EventField.fromPath('$.detail.requestKey')}`,
            `Result: ${EventField.fromPath('$.detail.resultId')}`,
            `What to do: ${runbookLink(runbookUrl, outcomeAnchor(outcome))}`,
            `Function: ${functionTestTab(this, stackName)}`,
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
