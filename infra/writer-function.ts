import type { RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, type NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BUNDLING, LOCK_FILE, PROJECT_ROOT } from './bundle/bundling.ts';

/**
 * A small function beside the kill path, which writes what was done where people read it, with a log and a role of its own.
 * A function and no construct, so that its resources keep their logical ids: a deployed stack would replace them.
 * @param options.statements all that its role may do besides writing its log
 */
export const addWriter = (
  scope: Construct,
  {
    roleDescription,
    statements,
    logRetention,
    removalPolicy,
    ...own
  }: {
    roleDescription: string;
    statements: readonly PolicyStatement[];
    logRetention: RetentionDays;
    removalPolicy: RemovalPolicy;
  } & NodejsFunctionProps,
): { writer: NodejsFunction; role: Role } => {
  const logGroup = new LogGroup(scope, 'Log', { retention: logRetention, removalPolicy });
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: roleDescription,
  });
  logGroup.grantWrite(role);
  for (const statement of statements) role.addToPrincipalPolicy(statement);
  const writer = new NodejsFunction(scope, 'Function', {
    projectRoot: PROJECT_ROOT,
    depsLockFilePath: LOCK_FILE,
    bundling: BUNDLING,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 128,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
    awsSdkConnectionReuse: false,
    ...own,
  });
  return { writer, role };
};
