/** Names of the outputs that commands read; the others are for people. */
export const OUTPUT = {
  functionName: 'FunctionName',
  deliveryQueueUrl: 'DeliveryQueueUrl',
  failureQueueUrl: 'FailureQueueUrl',
} as const;
