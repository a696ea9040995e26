import { Duration } from 'aws-cdk-lib';
import {
  Alias,
  type EventInvokeConfigOptions,
  type IFunction,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { AliasName } from '../lambda/contract/alias.ts';

const PURPOSES: Readonly<Record<AliasName, string>> = {
  alerts: 'For rules, topics, queues and pipes: accepts alert events only',
  schedule: "For this stack's own schedules: accepts a check or a watch only",
  responder: 'For forms and chat: accepts disable, status, check and list, and alert events',
};

/** What Lambda does with an asynchronous invocation that fails. It keeps this for each alias and for the function itself. */
export const retriesThen = (failureQueue: IQueue): EventInvokeConfigOptions => ({
  retryAttempts: 2,
  maxEventAge: Duration.hours(6),
  onFailure: { bind: () => ({ destination: failureQueue.queueArn }) },
});

/** An alias of the code and settings that are deployed now: what a check proves is what alerts run. */
export const functionAlias = (
  scope: Construct,
  { aliasName, of, failureQueue }: { aliasName: AliasName; of: LambdaFunction; failureQueue: IQueue },
): IFunction =>
  // CDK declares an alias with optional properties that its own interface does not allow to be undefined.
  new Alias(scope, `Alias-${aliasName}`, {
    aliasName,
    description: PURPOSES[aliasName],
    version: of.latestVersion,
    ...retriesThen(failureQueue),
  }) as IFunction;
