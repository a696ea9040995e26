import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type IFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AliasName } from '../lambda/contract/alias.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../lambda/contract/result.ts';
import { bundlingWith, ENTRY, LOCK_FILE, PROJECT_ROOT } from './bundle/bundling.ts';
import { CA_FILE } from './ca-certificates.ts';
import { type NamedBus, ruleArn } from './event-buses.ts';
import { functionAlias, retriesThen } from './function-alias.ts';
import { takeOnlyFrom } from './holding-queue.ts';
import { networkStatements, type OwnNetwork } from './own-network.ts';
import { putEventsCondition } from './put-events-condition.ts';

/** The function, its aliases, its role and its log. A grant and the variable that names what is granted are one call. */
export class KillSwitchFunction extends Construct {
  readonly function: NodejsFunction;
  /** What machines, schedules and responders invoke; the function itself is for a person. */
  readonly aliases: Readonly<Record<AliasName, IFunction>>;
  readonly logGroup: LogGroup;
  private readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    {
      functionName,
      portal,
      environment,
      failureQueue,
      reservedConcurrency,
      logRetention,
      removalPolicy,
      network,
      caCertificateFile,
    }: {
      functionName: string;
      portal: string;
      environment: Record<string, string>;
      network: OwnNetwork | undefined;
      caCertificateFile: string | undefined;
      failureQueue: IQueue;
      reservedConcurrency: number | undefined;
      logRetention: RetentionDays;
      removalPolicy: RemovalPolicy;
    },
  ) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Log', { retention: logRetention, removalPolicy });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'What the DocSpace OAuth2 kill switch may do in this account',
    });
    // Streams and lines of its own log group; AWS's managed policy would open every group of the account.
    this.logGroup.grantWrite(this.role);
    // After the last retry Lambda sends the alert to this queue, as the function's role.
    this.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [failureQueue.queueArn] }),
    );
    takeOnlyFrom(failureQueue, { 'aws:PrincipalArn': this.role.roleArn });
    if (network !== undefined) {
      for (const statement of networkStatements(this, functionName))
        this.role.addToPrincipalPolicy(statement);
    }
    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description:
        `Disables a compromised OAuth2 client of ${portal}. Alerts start it; by hand, open Test and send {"action": "check"}.`.slice(
          0,
          256,
        ),
      entry: ENTRY,
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: LOCK_FILE,
      bundling: bundlingWith(caCertificateFile),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      // Waiting for the portal's rate limit is work: several alerts in one minute may need minutes.
      timeout: Duration.seconds(600),
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: Tracing.ACTIVE,
      ...retriesThen(failureQueue),
      // CDK would set a variable that only version 2 of the SDK reads; version 3 keeps connections by itself.
      awsSdkConnectionReuse: false,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
      ...network,
      environment: {
        ...environment,
        // The dimension under which alarms and dashboard find this function's metrics.
        POWERTOOLS_SERVICE_NAME: functionName,
        NODE_OPTIONS: '--enable-source-maps',
        // Node reads it when the process starts, for the whole process.
        ...(caCertificateFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: `/var/task/${CA_FILE}` }),
      },
    });
    const alias = (aliasName: AliasName) =>
      functionAlias(this, { aliasName, of: this.function, failureQueue });
    this.aliases = { alerts: alias('alerts'), schedule: alias('schedule'), responder: alias('responder') };
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        "Only for X-Ray's PutTraceSegments and PutTelemetryRecords and, in a network of the operator's own, for Lambda's network interfaces: neither knows resources.",
    });
  }

  /** As whom the function acts. */
  get roleArn(): string {
    return this.role.roleArn;
  }

  /** Lets the function read the API key, this one value and nothing else of the secret. */
  readApiKeyFrom(secretArn: string): void {
    this.function.addEnvironment('API_KEY_SECRET_ID', secretArn);
    this.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
    );
  }

  /** Lets the function put results on a bus, and no other event: it can't forge an alert. */
  publishResultsTo({ bus }: NamedBus): void {
    this.function.addEnvironment('RESULT_BUS_NAME', bus.eventBusName);
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [bus.eventBusArn],
        conditions: putEventsCondition(RESULT_SOURCE, RESULT_DETAIL_TYPE),
      }),
    );
  }

  /**
   * Lets the function look whether the bus for results is there and the rules are as the settings say, for a check. By
   * names, since the rules exist only after the function that they start.
   */
  lookAtDelivery({
    results,
    rules,
    alerts,
  }: {
    results: NamedBus;
    rules: readonly { bus: NamedBus; ruleName: string }[];
    alerts: 'on' | 'off';
  }): void {
    this.function.addEnvironment('ALERTS', alerts);
    this.function.addEnvironment(
      'ALERT_RULES',
      rules.map(({ bus, ruleName }) => `${bus.name}/${ruleName}`).join(','),
    );
    this.role.addToPrincipalPolicy(
      // PutEvents answers success for a bus that is gone.
      new PolicyStatement({ actions: ['events:DescribeEventBus'], resources: [results.bus.eventBusArn] }),
    );
    this.role.addToPrincipalPolicy(
      // A rule that somebody disabled is silent.
      new PolicyStatement({
        actions: ['events:DescribeRule'],
        resources: rules.map(({ bus, ruleName }) => ruleArn(this, bus, ruleName)),
      }),
    );
  }

  /** Lets the function keep its ledger in a table, and do nothing else with it: it cannot scan, delete or change the table. */
  keepLedgerIn(table: Table): void {
    this.function.addEnvironment('LEDGER_TABLE', table.tableName);
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [
          // The record of one client, the result of one request, the circuit breaker's slots.
          'dynamodb:BatchGetItem',
          // A new version of a record; the first result of a request, in one transaction with it; slots that begin anew.
          'dynamodb:PutItem',
          // One slot, taken by one conditional write.
          'dynamodb:UpdateItem',
          // Every client, for the list and the drift watch.
          'dynamodb:Query',
          // The record of a client that the portal turned out not to know.
          'dynamodb:DeleteItem',
        ],
        resources: [table.tableArn],
      }),
    );
  }
}
