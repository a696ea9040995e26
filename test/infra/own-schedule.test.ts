import { expect, test } from 'vitest';
import * as z from 'zod';
import { templateOf } from './synthesised.ts';

const TrustSchema = z.object({
  Properties: z.object({
    AssumeRolePolicyDocument: z.object({
      Statement: z.array(
        z.object({ Principal: z.object({ Service: z.string() }), Condition: z.unknown().optional() }),
      ),
    }),
  }),
});

test('only schedules of this account, and of the group that ours are in, may borrow the roles of the schedules', () => {
  const template = templateOf();
  const trusts = Object.values(template.findResources('AWS::IAM::Role'))
    .flatMap((role) => TrustSchema.parse(role).Properties.AssumeRolePolicyDocument.Statement)
    .filter(({ Principal }) => Principal.Service === 'scheduler.amazonaws.com');
  expect(trusts).toHaveLength(2);
  for (const { Condition } of trusts)
    expect(Condition).toEqual({
      StringEquals: {
        'aws:SourceAccount': { Ref: 'AWS::AccountId' },
        // EventBridge Scheduler gives the group as the source, never the schedule.
        'aws:SourceArn': {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':scheduler:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              ':schedule-group/default',
            ],
          ],
        },
      },
    });
  for (const schedule of Object.values(template.findResources('AWS::Scheduler::Schedule')))
    expect(schedule).not.toHaveProperty('Properties.GroupName');
});
