import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { NamedBus } from './event-buses.ts';

/** Starts the function with every event of a pattern; what can't be delivered within an hour waits in a queue. */
export class AlertRule extends Construct {
  readonly ruleName: string;
  readonly ruleArn: string;
  readonly bus: NamedBus;

  constructor(
    scope: Construct,
    id: string,
    {
      ruleName,
      description,
      bus,
      pattern,
      enabled,
      killSwitch,
      deliveryQueue,
    }: {
      /** Not left to CloudFormation: its reference to a rule on a custom bus is no name that metrics know. */
      ruleName: string;
      description: string;
      bus: NamedBus;
      pattern: EventPattern;
      enabled: boolean;
      killSwitch: IFunction;
      deliveryQueue: IQueue;
    },
  ) {
    super(scope, id);
    this.ruleName = ruleName;
    this.bus = bus;
    const rule = new Rule(this, 'Rule', {
      ruleName,
      description,
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
    this.ruleArn = rule.ruleArn;
  }
}
