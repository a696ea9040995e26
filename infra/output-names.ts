/** Names of the outputs that the command reads; the others are for people. */
export const OUTPUT = {
  functionName: 'FunctionName',
  alertsAliasArn: 'AlertsAliasArn',
  logGroupName: 'LogGroupName',
  apiKeySecretArn: 'ApiKeySecretArn',
  alertBusName: 'AlertBusName',
  resultBusName: 'ResultBusName',
  alarmTopicArn: 'AlarmTopicArn',
  deliveryQueueUrl: 'DeliveryQueueUrl',
  failureQueueUrl: 'FailureQueueUrl',
} as const;
