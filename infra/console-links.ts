import { Aws, CfnMapping, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Where the console of each partition stands. */
const DOMAINS = {
  aws: { console: 'console.aws.amazon.com' },
  'aws-cn': { console: 'console.amazonaws.cn' },
  'aws-us-gov': { console: 'console.amazonaws-us-gov.com' },
};

/** Found when the stack is deployed: only then are its partition and region known. */
const consoleOf = (scope: Construct): string => {
  const stack = Stack.of(scope);
  const id = 'Console';
  const found = stack.node.tryFindChild(id);
  const domains = found instanceof CfnMapping ? found : new CfnMapping(stack, id, { mapping: DOMAINS });
  return `https://${Aws.REGION}.${domains.findInMap(Aws.PARTITION, 'console')}`;
};

export const functionTestTab = (scope: Construct, functionName: string): string =>
  `${consoleOf(scope)}/lambda/home?region=${Aws.REGION}#/functions/${functionName}?tab=testing`;

export const functionLogs = (scope: Construct, functionName: string): string =>
  `${consoleOf(scope)}/lambda/home?region=${Aws.REGION}#/functions/${functionName}?tab=monitoring`;

/** The page on which a document of Systems Manager Automation is filled in and started. */
export const automationForm = (scope: Construct, documentName: string): string =>
  `${consoleOf(scope)}/systems-manager/automation/execute/${documentName}?region=${Aws.REGION}`;

export const dashboardPage = (scope: Construct, dashboardName: string): string =>
  `${consoleOf(scope)}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`;
