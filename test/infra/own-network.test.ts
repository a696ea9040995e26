import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../infra/settings.ts';
import { PORTAL, templateOf } from './synthesised.ts';
import { environmentOf, statementsOf } from './template-parts.ts';

const NETWORK = {
  vpcId: 'vpc-0a1b2c3d',
  subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
  securityGroupIds: 'sg-0a1b2c3d',
};

describe('a network of the operator', () => {
  const template = templateOf(NETWORK);

  test('holds the function, and nothing of it is looked up, made or changed', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds: NETWORK.subnetIds, SecurityGroupIds: [NETWORK.securityGroupIds] },
    });
    for (const made of ['AWS::EC2::VPC', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress'])
      template.resourceCountIs(made, 0);
  });

  test('lets Lambda connect the function, and the function itself connect nothing', () => {
    const ofNetwork = statementsOf(template, /KillSwitch/).filter(({ Action }) =>
      [Action].flat().includes('ec2:CreateNetworkInterface'),
    );
    expect(ofNetwork).toEqual([
      expect.objectContaining({ Effect: 'Allow', Resource: '*' }),
      expect.objectContaining({
        Effect: 'Deny',
        Resource: '*',
        Condition: { ArnEquals: { 'lambda:SourceFunctionArn': expect.anything() } },
      }),
    ]);
    const [allowed, denied] = ofNetwork.map(({ Action }) => [Action].flat());
    expect(allowed?.filter((action) => action.startsWith('ec2:'))).toEqual(denied);
  });

  test.each([
    [{ vpcId: NETWORK.vpcId }, 'subnetIds, securityGroupIds must be set too'],
    [{ vpcId: NETWORK.vpcId, subnetIds: NETWORK.subnetIds }, 'securityGroupIds must be set too'],
    [{ subnetIds: NETWORK.subnetIds, securityGroupIds: NETWORK.securityGroupIds }, 'vpcId must be set too'],
  ])('is set as a whole: %o is refused', (settings, problem) => {
    expect(() => readSettings({ portalUrl: PORTAL, ...settings })).toThrow(problem);
  });
});

describe('without one', () => {
  test('the function stands in no network and may connect to none', () => {
    const template = templateOf();
    template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
    expect(JSON.stringify(statementsOf(template, /KillSwitch/))).not.toContain('ec2:');
  });
});

describe('a forward proxy', () => {
  test('is used for the portal alone', () => {
    const environment = environmentOf(templateOf({ proxyUrl: 'http://proxy.example.com:3128' }));
    expect(environment).toMatchObject({
      HTTPS_PROXY: 'http://proxy.example.com:3128',
      NODE_USE_ENV_PROXY: '1',
    });
    expect(environmentOf(templateOf())).not.toHaveProperty('HTTPS_PROXY');
  });

  test.each([
    ['proxy.example.com:3128', 'must be the address of a forward proxy with http:// or https:// in front'],
    ['http://user:secret@proxy.example.com', 'must hold no user and no password'],
    ['http://proxy.example.com/path', 'must be the address of a forward proxy'],
  ])('%s is refused before a deploy', (proxyUrl, problem) => {
    expect(() => readSettings({ portalUrl: PORTAL, proxyUrl })).toThrow(problem);
  });
});
