import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A queue in which an alert waits for a person, for the longest time that SQS offers. */
export const holdingQueue = (scope: Construct, id: string, removalPolicy: RemovalPolicy): Queue => {
  const queue = new Queue(scope, id, {
    retentionPeriod: Duration.days(14),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    removalPolicy,
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is the last place an alert comes to; an alarm watches it, and redrive empties it.',
  });
  return queue;
};
