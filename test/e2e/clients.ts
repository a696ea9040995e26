import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Deployment } from './deployments.ts';

/** A run of the function may wait for the portal. */
const LAMBDA = { maxAttempts: 1, requestHandler: { requestTimeout: 60_000 } };

/** The account of a deployment as somebody outside sees it, with every right. */
export const clientsOf = ({ endpoint }: Deployment) => ({
  events: new EventBridgeClient({ endpoint }),
  logs: new CloudWatchLogsClient({ endpoint }),
  lambda: new LambdaClient({ endpoint, ...LAMBDA }),
  secrets: new SecretsManagerClient({ endpoint }),
  // The addresses of queues name another host than the endpoint does.
  sqs: new SQSClient({ endpoint, useQueueUrlAsEndpoint: false }),
});

export type Clients = ReturnType<typeof clientsOf>;
