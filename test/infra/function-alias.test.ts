import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { OUTPUT } from '../../infra/output-names.ts';
import { ALIASES, type AliasName } from '../../lambda/contract/alias.ts';
import { PROFILES } from './profiles.ts';
import { templateOf, templatesOf } from './synthesised.ts';
import { only, statementsOf } from './template-parts.ts';

const template = templateOf();

const AliasSchema = z.object({
  Properties: z.object({
    Name: z.enum(ALIASES),
    FunctionName: z.object({ Ref: z.string() }),
    FunctionVersion: z.string(),
  }),
});

const aliasesOf = (of: Template) =>
  Object.entries(of.findResources('AWS::Lambda::Alias')).map(([id, alias]) => ({
    id,
    ...AliasSchema.parse(alias).Properties,
  }));

/** A reference to an alias is its ARN. */
const arnOf = (name: AliasName, of: Template) => ({
  Ref: aliasesOf(of).find((alias) => alias.Name === name)?.id,
});

/** The kill switch itself; other functions of the stack write chat messages, and notes into findings. */
const functionOf = (of: Template): string =>
  only(
    Object.fromEntries(
      Object.keys(of.findResources('AWS::Lambda::Function'))
        .filter((id) => !/^(Chat|FindingNotes)/.test(id))
        .map((id) => [id, id]),
    ),
  );

const every = Object.entries(PROFILES).flatMap(([profile, settings]) =>
  templatesOf(settings).map((of, at) => ({ profile: `${profile} ${at}`, of })),
);

const PermissionSchema = z.object({
  Properties: z.object({ Action: z.string(), FunctionName: z.unknown(), Principal: z.string() }),
});

const TargetsSchema = z.object({
  Properties: z.object({ Targets: z.array(z.object({ Arn: z.unknown() })) }),
});

const ScheduleSchema = z.object({ Properties: z.object({ Target: z.object({ Arn: z.unknown() }) }) });

describe.each(every)('in the profile $profile', ({ of }) => {
  test('every alias is the code that is deployed now, so that a check proves what alerts run', () => {
    expect(
      aliasesOf(of)
        .map(({ Name, FunctionVersion }) => ({ Name, FunctionVersion }))
        .sort((one, other) => ALIASES.indexOf(one.Name) - ALIASES.indexOf(other.Name)),
    ).toEqual(ALIASES.map((Name) => ({ Name, FunctionVersion: '$LATEST' })));
    for (const { FunctionName } of aliasesOf(of)) expect(FunctionName.Ref).toBe(functionOf(of));
    of.resourceCountIs('AWS::Lambda::Version', 0);
  });

  test('rules may invoke the alias for alerts, and nobody is let in to the function itself', () => {
    const permissions = Object.values(of.findResources('AWS::Lambda::Permission'))
      .map((permission) => PermissionSchema.parse(permission).Properties)
      .filter(({ FunctionName }) => !/"(Chat|FindingNotes)Function/.test(JSON.stringify(FunctionName)));
    expect(permissions.length).toBeGreaterThan(0);
    for (const permission of permissions)
      expect(permission).toEqual({
        Action: 'lambda:InvokeFunction',
        FunctionName: arnOf('alerts', of),
        Principal: 'events.amazonaws.com',
      });
  });

  test('no role may invoke the function itself but that of the form that enables, and none all of its qualifiers', () => {
    const invokedBy = (role: RegExp) =>
      statementsOf(of, role)
        .filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'))
        .map(({ Resource }) => Resource);
    const bySchedules = invokedBy(/^(?!ConsoleForm)/);
    expect(bySchedules.length).toBeGreaterThan(0);
    for (const resource of bySchedules) expect(resource).toEqual(arnOf('schedule', of));
    for (const resource of invokedBy(/^ConsoleFormRespond/)) expect(resource).toEqual(arnOf('responder', of));
    for (const resource of invokedBy(/^ConsoleFormEnable/))
      expect(resource).toEqual({ 'Fn::GetAtt': [functionOf(of), 'Arn'] });
  });

  test('no rule and no schedule has the function itself as its target', () => {
    const ofRules = Object.values(of.findResources('AWS::Events::Rule')).flatMap(
      (rule) => TargetsSchema.parse(rule).Properties.Targets,
    );
    const ofSchedules = Object.values(of.findResources('AWS::Scheduler::Schedule')).map(
      (schedule) => ScheduleSchema.parse(schedule).Properties.Target,
    );
    const arns = [...ofRules, ...ofSchedules].map(({ Arn }) => JSON.stringify(Arn));
    expect(arns).toContain(JSON.stringify(arnOf('alerts', of)));
    expect(arns).toContain(JSON.stringify(arnOf('schedule', of)));
    expect(arns.filter((arn) => arn.includes(functionOf(of)))).toEqual([]);
  });
});

test('each alias, and the function itself, retries twice and then sends to the failure queue', () => {
  const configs = Object.values(template.findResources('AWS::Lambda::EventInvokeConfig')).map(
    ({ Properties }): unknown => Properties,
  );
  const qualifierOf = (alias: AliasName) => ({
    'Fn::Select': [7, { 'Fn::Split': [':', arnOf(alias, template)] }],
  });
  expect(configs).toHaveLength(ALIASES.length + 1);
  for (const Qualifier of [...ALIASES.map(qualifierOf), '$LATEST'])
    expect(configs).toContainEqual({
      FunctionName: { Ref: functionOf(template) },
      Qualifier,
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^FailureQueue/), 'Arn'] } },
      },
    });
});

test('the alias for alerts is an output, for rules, topics, queues and pipes of others', () => {
  template.hasOutput(OUTPUT.alertsAliasArn, {
    Value: arnOf('alerts', template),
    Description: Match.anyValue(),
  });
});
