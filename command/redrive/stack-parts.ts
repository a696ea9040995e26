import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { OUTPUT } from '../../infra/output-names.ts';
import { RedriveError } from './redrive-error.ts';

/** What redriving needs to know of a deployed stack. */
export type StackParts = {
  /** For a person's own requests. */
  functionName: string;
  /** For alerts: what comes this way is an alert, whatever it looks like. A stack without aliases has its function here. */
  alertsTarget: string;
  queueUrls: readonly string[];
  resultBusName: string;
};

/**
 * Reads the names from the outputs of a stack.
 * @throws RedriveError where there is no such stack, or it is not a kill switch
 */
export const readStackParts = async (
  client: CloudFormationClient,
  stackName: string,
): Promise<StackParts> => {
  let outputs: Map<string | undefined, string | undefined>;
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    outputs = new Map(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationError')) throw error;
    throw new RedriveError(`there is no stack ${stackName} in this account and region`);
  }
  const need = (key: string): string => {
    const value = outputs.get(key);
    if (value === undefined)
      throw new RedriveError(`the stack ${stackName} has no output ${key}: is it a kill switch?`);
    return value;
  };
  const functionName = need(OUTPUT.functionName);
  return {
    functionName,
    alertsTarget: outputs.get(OUTPUT.alertsAliasArn) ?? functionName,
    resultBusName: need(OUTPUT.resultBusName),
    queueUrls: [need(OUTPUT.deliveryQueueUrl), need(OUTPUT.failureQueueUrl)],
  };
};
