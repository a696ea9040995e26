import { Aws } from 'aws-cdk-lib';

const CONSOLE = `https://${Aws.REGION}.console.aws.amazon.com`;

export const functionTestTab = (functionName: string): string =>
  `${CONSOLE}/lambda/home?region=${Aws.REGION}#/functions/${functionName}?tab=testing`;

export const functionLogs = (functionName: string): string =>
  `${CONSOLE}/lambda/home?region=${Aws.REGION}#/functions/${functionName}?tab=monitoring`;

export const dashboardPage = (dashboardName: string): string =>
  `${CONSOLE}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`;
