import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { NamedBus } from './event-buses.ts';
import { takeOnlyFrom } from './holding-queue.ts';

/** Starts the function with every alert; what can't be delivered within an hour waits in a queue. */
export class AlertRule extends Construct {
  readonly ruleName: string;
  readonly bus: NamedBus;

  constructor(
    scope: Construct,
    id: string,
    {
      stackName,
      bus,
      pattern,
      enabled,
      killSwitch,
      deliveryQueue,
    }: {
      stackName: string;
      bus: NamedBus;
      pattern: EventPattern;
      enabled: boolean;
      killSwitch: IFunction;
      deliveryQueue: IQueue;
    },
  ) {
    super(scope, id);
    // A name of our own, because CloudFormation's reference to a rule on a custom bus is no name that metrics know.
    this.ruleName = `${stackName}-alerts`;
    this.bus = bus;
    const rule = new Rule(this, 'Rule', {
      ruleName: this.ruleName,
      description: 'Security alerts start the DocSpace OAuth2 kill switch. Disable this rule to stop it.',
      eventBus: bus.bus,
      eventPattern: pattern,
      enabled,
    });
    rule.addTarget(
      new LambdaFunction(killSwitch, {
        deadLetterQueue: deliveryQueue,
        retryAttempts: 185,
        // Later than this a person should know that alerts don't arrive: the queue raises an alarm.
        maxEventAge: Duration.hours(1),
      }),
    );
    takeOnlyFrom(deliveryQueue, { 'aws:SourceArn': rule.ruleArn });
  }
}
