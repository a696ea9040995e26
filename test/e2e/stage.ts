import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import { startPortal } from '../../local/portal/simulator.ts';
import { clientsOf } from './clients.ts';
import { type DeploymentName, deployment, PROTECTED_ID } from './deployments.ts';
import { killSwitchOf } from './kill-switch.ts';
import { listenToResults } from './result-queue.ts';

/**
 * A deployed kill switch with a fresh portal at the address it knows, that portal's key, and a queue of results.
 * The function stays warm from test to test; each portal is a stranger to it, with a key that it has not seen.
 */
export const setStage = async (
  name: DeploymentName = 'main',
  { rateLimit = Number.POSITIVE_INFINITY, storeKey = true }: { rateLimit?: number; storeKey?: boolean } = {},
) => {
  const deployed = deployment(name);
  const { outputs, portalPort } = deployed;
  const clients = clientsOf(deployed);

  const portal = await startPortal({ port: portalPort, rateLimit });
  onTestFinished(() => portal.close());
  portal.addClient({ clientId: PROTECTED_ID, name: 'Protected integration' });

  const storeApiKey = (key: string) =>
    clients.secrets.send(new PutSecretValueCommand({ SecretId: outputs.ApiKeySecretArn, SecretString: key }));
  if (storeKey) await storeApiKey(portal.keys.admin);

  const results = await listenToResults(clients, outputs.ResultBusName);
  onTestFinished(() => results.close());
  for (const QueueUrl of [outputs.DeliveryQueueUrl, outputs.FailureQueueUrl])
    await clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));

  return { deployed, clients, portal, results, storeApiKey, killSwitch: killSwitchOf(deployed, clients) };
};
