import {
  DescribeEventBusCommand,
  type EventBridgeClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import type { StackSettings } from '../../infra/setting-schema.ts';

/** The settings that name an event bus, by the bus that they name. */
const namedIn = (stacks: readonly StackSettings[]): Map<string, Set<string>> => {
  const named = new Map<string, Set<string>>();
  for (const stack of stacks)
    for (const setting of ['alertBusName', 'resultBusName'] as const) {
      const bus = stack[setting];
      if (bus !== undefined) named.set(bus, (named.get(bus) ?? new Set()).add(setting));
    }
  return named;
};

/** Only a clear answer counts: CDK itself reports a missing permission or a network that is down. */
const isMissing = async (client: EventBridgeClient, name: string): Promise<boolean> => {
  try {
    await client.send(new DescribeEventBusCommand({ Name: name }));
    return false;
  } catch (error) {
    return error instanceof ResourceNotFoundException;
  }
};

/**
 * Buses that the settings name and that the account does not have. Without this look CloudFormation finds it out in
 * the middle of a deploy.
 */
export const busProblems = async (
  createClient: () => EventBridgeClient,
  stacks: readonly StackSettings[],
): Promise<string[]> => {
  const named = namedIn(stacks);
  if (named.size === 0) return [];
  const client = createClient();
  const region = await client.config.region();
  const problems = [];
  for (const [bus, settings] of named)
    if (await isMissing(client, bus))
      problems.push(
        `${[...settings].join(' and ')}: there is no event bus ${bus} in this account and region (${region}); correct the name, leave the setting out for a bus of the stack's own, or create the bus:\n  aws events create-event-bus --region ${region} --name ${bus}`,
      );
  return problems;
};
