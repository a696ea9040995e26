import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { OUTPUT } from '../../infra/output-names.ts';
import { UsageError } from '../usage-error.ts';

/** What the command needs to know of a deployed stack. */
export type StackParts = {
  /** For a person's own requests. */
  functionName: string;
  /** For alerts: what comes this way is an alert, whatever it looks like. A stack without aliases has its function here. */
  alertsTarget: string;
  queueUrls: readonly string[];
  resultBusName: string;
  /** Any other output of the stack; throws a UsageError where it has none of that name. */
  output: (name: keyof typeof OUTPUT) => string;
};

/**
 * Reads the names from the outputs of a stack.
 * @throws UsageError where there is no such stack, or it is not a kill switch
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
    throw new UsageError(
      `there is no stack ${stackName} in this account and region: its name is the setting stackName; another region is --region, another account --profile`,
    );
  }
  const output = (name: keyof typeof OUTPUT): string => {
    const value = outputs.get(OUTPUT[name]);
    if (value === undefined)
      throw new UsageError(`the stack ${stackName} has no output ${OUTPUT[name]}: is it a kill switch?`);
    return value;
  };
  const functionName = output('functionName');
  return {
    functionName,
    alertsTarget: outputs.get(OUTPUT.alertsAliasArn) ?? functionName,
    resultBusName: output('resultBusName'),
    queueUrls: [output('deliveryQueueUrl'), output('failureQueueUrl')],
    output,
  };
};
