import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { SECRET_ARN } from './profiles.ts';
import { templateOf } from './synthesised.ts';
import { environmentOf, statementsOf } from './template-parts.ts';

const template = templateOf();

describe('the API key', () => {
  test('is nowhere in the template: the secret is made without any value', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      SecretString: Match.absent(),
      GenerateSecretString: Match.absent(),
    });
    expect(JSON.stringify(template.toJSON())).not.toMatch(/sk-|resolve:secretsmanager/);
  });

  test('can live in a secret that exists: none is made, and only that one is readable', () => {
    const imported = templateOf({ apiKeySecretArn: SECRET_ARN });
    imported.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(environmentOf(imported)).toMatchObject({ API_KEY_SECRET_ID: SECRET_ARN });
    const [read] = statementsOf(imported, /KillSwitch/).filter(
      ({ Action }) => Action === 'secretsmanager:GetSecretValue',
    );
    expect(read?.Resource).toBe(SECRET_ARN);
  });

  test('is stored by a command that an output shows', () => {
    expect(JSON.stringify(template.findOutputs('StoreKeyCommand'))).toContain(
      'docspace-kill-switch store-key --stack DocSpaceKillSwitch',
    );
  });
});
