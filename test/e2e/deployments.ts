import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The variable with the path of the record of what was deployed. */
export const DEPLOYMENTS_FILE = 'E2E_DEPLOYMENTS';

/** A client that the settings of every deployed stack protect. */
export const PROTECTED_ID = '0b5f2a4e-9a38-4f4e-8f0f-6f1f6a5c1d01';

/**
 * `main` is the app as it is. The others belong to an account that enforces IAM: `granted` is the same stack
 * again; `mute` may not publish and `keyless` may not read the key, to prove that the account does refuse;
 * `newborn` has all grants, and nobody has stored a key;
 * `limited` has the circuit breaker's default limit, where the others let every test have its clients;
 * `approving` lets alerts propose only;
 * `noting` takes findings, and writes what it did back into them;
 * `busless` has all grants, and its bus is deleted by a test.
 */
export const NAMES = [
  'main',
  'granted',
  'mute',
  'keyless',
  'newborn',
  'limited',
  'approving',
  'noting',
  'busless',
] as const;

const NameSchema = z.enum(NAMES);

export type DeploymentName = z.infer<typeof NameSchema>;

export const DeploymentSchema = z.object({
  endpoint: z.url(),
  stackName: z.string(),
  /** Where the stack expects its portal, on 127.0.0.1. */
  portalPort: z.int(),
  outputs: z.object({
    FunctionName: z.string(),
    AlertsAliasArn: z.string(),
    ApiKeySecretArn: z.string(),
    AlertBusName: z.string(),
    ResultBusName: z.string(),
    DeliveryQueueUrl: z.string(),
    FailureQueueUrl: z.string(),
    LedgerTable: z.string(),
    LogGroupName: z.string(),
  }),
});

export type Deployment = z.infer<typeof DeploymentSchema>;

/** All that was deployed, by name. */
export const DeploymentsSchema = z.record(NameSchema, DeploymentSchema);

/** What was deployed under this name, for a test. */
export const deployment = (name: DeploymentName): Deployment => {
  const file = process.env[DEPLOYMENTS_FILE];
  if (file === undefined) throw new Error('these tests need a deployed stack: run npm run test:e2e');
  return DeploymentsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))[name];
};
