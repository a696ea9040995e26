import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RETENTION_DAYS } from './retention.ts';

/** A queue in which an alert waits for a person, for the longest time that SQS offers. */
export const holdingQueue = (scope: Construct, id: string, removalPolicy: RemovalPolicy): Queue => {
  const queue = new Queue(scope, id, {
    retentionPeriod: Duration.days(RETENTION_DAYS),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    removalPolicy,
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is the last stop of an alert; an alarm watches it, and the redrive command empties it.',
  });
  return queue;
};

/**
 * Lets nobody but these senders put messages into a queue, whatever else their own policies allow: redriving hands the
 * alerts that it finds there to the function, past the rule. Lambda sends as the function's role; EventBridge as a
 * service, in the name of a rule. Once for a queue: a second call would shut out the senders of the first.
 */
export const takeOnlyFrom = (
  queue: IQueue,
  sender: { 'aws:PrincipalArn': string } | { 'aws:SourceArn': string[] },
): void => {
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      // Holds as well where the request has no such key.
      conditions: { ArnNotEquals: sender },
    }),
  );
};
