import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { NamedBus } from './event-buses.ts';

/** Starts the function with every event of a pattern; what cannot be delivered within an hour waits in a queue. */
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
      alias,
      deliveryQueue,
    }: {
      /** Given, because on a custom bus CloudFormation's reference to a rule is not the name that metrics use. */
      ruleName: string;
      description: string;
      bus: NamedBus;
      pattern: EventPattern;
      enabled: boolean;
      /** The alias for alerts: through it nothing is read as a person's request. */
      alias: IFunction;
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
      new LambdaFunction(alias, {
        deadLetterQueue: deliveryQueue,
        retryAttempts: 185,
        // After this time a person must know that alerts do not arrive: the queue raises an alarm.
        maxEventAge: Duration.hours(1),
      }),
    );
    this.ruleArn = rule.ruleArn;
  }
}
