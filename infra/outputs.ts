import { Aws, CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { dashboardPage, functionLogs, functionTestTab } from './console-links.ts';
import { OUTPUT } from './output-names.ts';

export type OutputProps = {
  functionName: string;
  alertsAliasArn: string;
  logGroupName: string;
  secretArn: string;
  alertBusName: string;
  resultBusName: string;
  ledgerTableName: string;
  deliveryQueueUrl: string;
  failureQueueUrl: string;
  topicArn: string;
  hasDashboard: boolean;
};

/** What a person needs right after a deploy, and what the command reads. */
export const addOutputs = (scope: Construct, props: OutputProps): void => {
  const { functionName, alertBusName } = props;
  const command = (verb: string): string =>
    `docspace-kill-switch ${verb} --stack ${functionName} --region ${Aws.REGION}`;
  const output = (name: string, value: string, description: string) =>
    new CfnOutput(scope, name, { value, description });

  output(
    'StoreKeyCommand',
    command('store-key'),
    'First: stores the API key, from a prompt; the secret is ApiKeySecretArn',
  );
  output(
    'CheckCommand',
    command('check'),
    'Then: proves that key, portal and role work, and says what is next',
  );
  output(
    'SubscribeCommand',
    `aws sns subscribe --region ${Aws.REGION} --topic-arn ${props.topicArn} --protocol email --notification-endpoint <address>`,
    'Last: who hears alarms and results; nothing arrives before the link in the mail from AWS is followed, also with notifyEmail',
  );
  output(
    'FunctionTestTab',
    functionTestTab(scope, functionName),
    'By hand: disable, enable, status, list, check, reset-breaker',
  );
  output('FunctionLogs', functionLogs(scope, functionName), 'Logs and traces of the function');
  if (props.hasDashboard)
    output(
      'DashboardPage',
      dashboardPage(scope, functionName),
      'Outcomes, times, health, queues, last results',
    );
  output(
    'EmergencyStopCommand',
    command('stop'),
    'Stops alerts from disabling clients; requests by hand still work. The same with resume undoes it',
  );
  output(OUTPUT.functionName, functionName, 'Name of the function');
  output(
    OUTPUT.alertsAliasArn,
    props.alertsAliasArn,
    'What rules, topics, queues and pipes of yours invoke; only alert events are accepted',
  );
  output(OUTPUT.logGroupName, props.logGroupName, 'Log group of the function');
  output(OUTPUT.apiKeySecretArn, props.secretArn, 'Secret that holds the API key');
  output('LedgerTable', props.ledgerTableName, 'Table that holds what the kill switch remembers');
  output(OUTPUT.alertBusName, alertBusName, 'Event bus that alerts go to');
  output(OUTPUT.resultBusName, props.resultBusName, 'Event bus that results go to');
  output(OUTPUT.alarmTopicArn, props.topicArn, 'SNS topic of alarms and notifications');
  output(OUTPUT.deliveryQueueUrl, props.deliveryQueueUrl, 'Alerts that could not be handed to the function');
  output(OUTPUT.failureQueueUrl, props.failureQueueUrl, 'Alerts that the function could not contain');
};
