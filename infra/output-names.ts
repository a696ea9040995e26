/** Names of the outputs that commands read; the others are for people. */
export const OUTPUT = {
  functionName: 'FunctionName',
  alertsAliasArn: 'AlertsAliasArn',
  deliveryQueueUrl: 'DeliveryQueueUrl',
  failureQueueUrl: 'FailureQueueUrl',
} as const;
