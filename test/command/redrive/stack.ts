import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { onTestFinished } from 'vitest';
import { OUTPUT } from '../../../infra/output-names.ts';

export const DELIVERY = 'https://sqs.example.com/1/delivery';
export const FAILURE = 'https://sqs.example.com/1/failure';
export const ALERTS_ALIAS = 'arn:aws:lambda:eu-central-1:123456789012:function:Stack:alerts';

/** Whatever is asked about is a deployed stack with these outputs; one that is `undefined` it does not have. */
export const deployedStack = (changes: Record<string, string | undefined> = {}) => {
  const cloudFormation = mockClient(CloudFormationClient);
  onTestFinished(() => cloudFormation.restore());
  const outputs = {
    [OUTPUT.functionName]: 'Stack',
    [OUTPUT.alertsAliasArn]: ALERTS_ALIAS,
    [OUTPUT.deliveryQueueUrl]: DELIVERY,
    [OUTPUT.failureQueueUrl]: FAILURE,
    [OUTPUT.resultBusName]: 'results',
    ...changes,
  };
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: 'Stack',
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: Object.entries(outputs).flatMap(([OutputKey, OutputValue]) =>
          OutputValue === undefined ? [] : [{ OutputKey, OutputValue }],
        ),
      },
    ],
  });
  return cloudFormation;
};
