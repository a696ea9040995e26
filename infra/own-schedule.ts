import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import type { ScheduledRequestSchema } from '../lambda/contract/scheduled-request.ts';

/** What a schedule starts, and the one thing that its role must be allowed for that. */
export type Started = {
  statement: PolicyStatement;
  target: Pick<CfnSchedule.TargetProperty, 'arn' | 'eventBridgeParameters' | 'input'>;
};

/** The function, through the alias for schedules. */
export const functionStarted = (
  alias: IFunction,
  payload: z.input<typeof ScheduledRequestSchema>,
): Started => ({
  statement: new PolicyStatement({
    actions: ['lambda:InvokeFunction'],
    resources: [alias.functionArn],
  }),
  target: { arn: alias.functionArn, input: JSON.stringify(payload) },
});

/** A schedule of EventBridge Scheduler, and a role of its own that may start this and nothing else. */
export const addSchedule = (
  scope: Construct,
  {
    description,
    roleDescription,
    expression,
    started: { statement, target },
    retryPolicy,
  }: {
    description: string;
    roleDescription: string;
    expression: string;
    started: Started;
    retryPolicy: CfnSchedule.RetryPolicyProperty;
  },
): void => {
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      // Schedules of another account or group must not borrow this role. EventBridge Scheduler names the group as the
      // source, never the one schedule; a schedule without a group is in the group default.
      conditions: {
        StringEquals: {
          'aws:SourceAccount': Aws.ACCOUNT_ID,
          'aws:SourceArn': Stack.of(scope).formatArn({
            service: 'scheduler',
            resource: 'schedule-group',
            resourceName: 'default',
          }),
        },
      },
    }),
    description: roleDescription,
  });
  role.addToPrincipalPolicy(statement);
  const schedule = new CfnSchedule(scope, 'Schedule', {
    description,
    scheduleExpression: expression,
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: { ...target, roleArn: role.roleArn, retryPolicy },
  });
  // The role's policy is a resource of its own, and AWS refuses a schedule whose role may do nothing.
  schedule.node.addDependency(role);
};
