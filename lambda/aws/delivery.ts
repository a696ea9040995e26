import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import type { Config } from '../config.ts';
import type { Delivery } from '../dependencies.ts';

/** What a description shows; `undefined` if there is no such thing. */
const orMissing = async <T>(described: Promise<T>): Promise<T | undefined> => {
  try {
    return await described;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};

/**
 * Bus and rules as EventBridge describes them. PutEvents answers success for a deleted bus, and nothing reports a
 * disabled rule: only a look at them shows it.
 */
export const describeDelivery = (
  client: EventBridgeClient,
  { resultBusName, alertsOn, alertRules }: Config,
): Delivery => ({
  alertsOn,
  rules: alertRules,
  stateOf: async ({ bus, name }) => {
    const rule = await orMissing(client.send(new DescribeRuleCommand({ EventBusName: bus, Name: name })));
    if (rule === undefined) return 'missing';
    return rule.State === 'DISABLED' ? 'disabled' : 'enabled';
  },
  resultBusExists: async () =>
    (await orMissing(client.send(new DescribeEventBusCommand({ Name: resultBusName })))) !== undefined,
});
