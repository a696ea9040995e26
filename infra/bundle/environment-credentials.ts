import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's chain of credential providers in the bundle: Lambda always hands credentials over in
 * the environment, and the chain (files, SSO, web identity, instance metadata) would be a third of the bundle.
 */
export const defaultProvider = fromEnv;
