import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

export const StatementSchema = z.object({
  Action: z.union([z.string(), z.array(z.string())]),
  Effect: z.string(),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});

const PolicySchema = z.object({
  Properties: z.object({
    PolicyDocument: z.object({ Statement: z.array(StatementSchema) }),
    Roles: z.array(z.object({ Ref: z.string() })),
  }),
});

/** The only one of its kind. */
export const only = <T>(things: Record<string, T>): T => {
  const [thing, ...others] = Object.values(things);
  if (thing === undefined || others.length > 0) throw new Error(`one was expected: ${Object.keys(things)}`);
  return thing;
};

/** What the roles of this name may do. */
export const statementsOf = (template: Template, role: RegExp) =>
  Object.values(template.findResources('AWS::IAM::Policy'))
    .map((policy) => PolicySchema.parse(policy).Properties)
    .filter(({ Roles }) => Roles.some(({ Ref }) => role.test(Ref)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const EnvironmentSchema = z.object({
  Properties: z.object({
    Environment: z.object({
      // A reference to another resource is known at deploy time only; its own text stands for it.
      Variables: z.record(
        z.string(),
        z.unknown().transform((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
      ),
    }),
  }),
});

/** The function's environment variables. */
export const environmentOf = (template: Template): Record<string, string> =>
  EnvironmentSchema.parse(only(template.findResources('AWS::Lambda::Function'))).Properties.Environment
    .Variables;

const AlarmSchema = z.object({
  Properties: z.looseObject({
    AlarmName: z.string(),
    AlarmDescription: z.string(),
    AlarmActions: z.array(z.unknown()).min(1),
    MetricName: z.string(),
    Namespace: z.string(),
    Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })),
    TreatMissingData: z.string(),
  }),
});

/** Every alarm, read. */
export const alarmsOf = (template: Template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    (alarm) => AlarmSchema.parse(alarm).Properties,
  );

/** The alarm of an anchor of the runbook. */
export const alarmOf = (anchor: string, from: ReturnType<typeof alarmsOf>) =>
  from.find(({ AlarmName }) => AlarmName.endsWith(`-${anchor}`));

const ScheduleSchema = z.object({
  Properties: z.object({
    ScheduleExpression: z.string(),
    Target: z.object({
      Input: z.string().transform((input): unknown => JSON.parse(input)),
      EventBridgeParameters: z.object({ Source: z.string(), DetailType: z.string() }).optional(),
      RetryPolicy: z.unknown(),
    }),
  }),
});

/** The schedule of one part of the stack. */
export const scheduleOf = (part: string, template: Template) => {
  const schedules = Object.entries(template.findResources('AWS::Scheduler::Schedule'));
  const own = schedules.filter(([id]) => id.startsWith(part));
  return ScheduleSchema.parse(only(Object.fromEntries(own))).Properties;
};
