import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/**
 * ARN of the secret with the portal's API key: the one that exists, or a new one without any value.
 *
 * The higher-level construct would fill a new secret with a random password; this one stays empty, so that
 * the first check reports that no key is stored.
 */
export const apiKeySecretArn = (
  scope: Construct,
  {
    importedArn,
    portal,
    removalPolicy,
  }: { importedArn: string | undefined; portal: string; removalPolicy: RemovalPolicy },
): string => {
  if (importedArn !== undefined) return importedArn;
  const secret = new CfnSecret(scope, 'ApiKey', {
    description: `API key of a DocSpace admin of ${portal}, for the OAuth2 kill switch. Stored by hand.`,
  });
  secret.applyRemovalPolicy(removalPolicy);
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'DocSpace issues API keys to a signed-in person only, so a rotation function could not get a new one; the runbook has the steps.',
  });
  return secret.attrId;
};
