import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DescribeRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  type EventSourceMappingConfiguration,
  GetPolicyCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { ALIASES } from '../../lambda/contract/alias.ts';
import type { OpenStack } from '../aws/open-stack.ts';

/** A rule that may start the function. */
export type RuleWay = { arn: string; bus: string; name: string; isOwn: boolean; isOn: boolean };

/** Anything else that the function's policy lets in, by the statement that does. */
export type OtherWay = { from: string; statementId: string; qualifier: string | undefined };

export type WaysIn = {
  rules: readonly RuleWay[];
  mappings: readonly EventSourceMappingConfiguration[];
  others: readonly OtherWay[];
};

const PrincipalSchema = z.union([
  z.string(),
  z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .transform((one) => Object.values(one).join(', ')),
]);
const PolicySchema = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string().default(''),
      Effect: z.string(),
      Principal: PrincipalSchema.default('unknown'),
      Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    }),
  ),
});

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ResourceNotFoundException';

/** What the policy of the function, or of one of its aliases, lets in. */
const admitted = async (lambda: LambdaClient, functionName: string, qualifier: string | undefined) => {
  try {
    const { Policy = '{"Statement": []}' } = await lambda.send(
      new GetPolicyCommand({
        FunctionName: functionName,
        ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
      }),
    );
    return PolicySchema.parse(JSON.parse(Policy))
      .Statement.filter(({ Effect }) => Effect === 'Allow')
      .map(({ Sid: statementId, Principal: principal, Condition = {} }) => {
        const source = Object.values(Condition)
          .flatMap((one) => Object.entries(one))
          .find(([key]) => key.toLowerCase() === 'aws:sourcearn')?.[1];
        return { statementId, qualifier, from: typeof source === 'string' ? source : principal };
      });
  } catch (error) {
    // A function without any statement has no policy.
    if (isNotFound(error)) return [];
    throw error;
  }
};

/**
 * Bus and name in the ARN of a rule: the default bus has no part of its own there. Nothing for what cannot be looked at
 * or disabled from here: a rule of another account or region, or a pattern of rules.
 */
const ruleIn = (
  arn: string,
  { alertsTarget, region }: OpenStack,
): { arn: string; bus: string; name: string } | undefined => {
  const [, ofRegion, ofAccount, path] = /^arn:[\w-]+:events:([^:]*):(\d*):rule\/([\w./-]+)$/.exec(arn) ?? [];
  const account = alertsTarget.split(':')[4] ?? ofAccount;
  if (path === undefined || ofRegion !== region || ofAccount !== account) return undefined;
  const cut = path.lastIndexOf('/');
  return { arn, bus: cut < 0 ? 'default' : path.slice(0, cut), name: path.slice(cut + 1) };
};

/** Names of the rules that belong to the stack. */
const ownRules = async ({ cloudFormation, name }: OpenStack): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  // On a bus of its own a rule is called bus|rule.
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client: cloudFormation },
    { StackName: name },
  ))
    for (const { ResourceType, PhysicalResourceId = '' } of StackResourceSummaries)
      if (ResourceType === 'AWS::Events::Rule') names.add(PhysicalResourceId.split(/[|/]/).at(-1) ?? '');
  return names;
};

const isOn = async (
  events: EventBridgeClient,
  { bus, name }: { bus: string; name: string },
): Promise<boolean> => {
  try {
    const { State } = await events.send(new DescribeRuleCommand({ Name: name, EventBusName: bus }));
    return State !== 'DISABLED';
  } catch (error) {
    // The statement outlived its rule.
    if (isNotFound(error)) return false;
    throw error;
  }
};

/** Every way in that the account shows: by the policies of the function and its aliases, and its mappings. */
export const waysIn = async (
  stack: OpenStack,
  { lambda, events }: { lambda: LambdaClient; events: EventBridgeClient },
): Promise<WaysIn> => {
  const { functionName } = stack;
  const [own, ...statements] = await Promise.all([
    ownRules(stack),
    ...[undefined, ...ALIASES].map((qualifier) => admitted(lambda, functionName, qualifier)),
  ]);
  const all = statements.flat();
  const rules = new Map(all.flatMap(({ from }) => ruleIn(from, stack) ?? []).map((rule) => [rule.arn, rule]));
  const mappings: EventSourceMappingConfiguration[] = [];
  for (const FunctionName of [functionName, stack.alertsTarget])
    for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings(
      { client: lambda },
      { FunctionName },
    ))
      mappings.push(...EventSourceMappings.filter(({ UUID }) => mappings.every((one) => one.UUID !== UUID)));
  return {
    rules: await Promise.all(
      [...rules.values()].map(async (rule) => ({
        ...rule,
        isOwn: own.has(rule.name),
        isOn: await isOn(events, rule),
      })),
    ),
    mappings,
    others: all.filter(({ from }) => ruleIn(from, stack) === undefined),
  };
};
