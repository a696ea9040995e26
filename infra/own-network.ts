import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import {
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
  SecurityGroup,
  Subnet,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StackSettings } from './setting-schema.ts';

/** Where the function stands in a network of the operator's own, as the construct of a function takes it. */
export type OwnNetwork = { vpc: IVpc; vpcSubnets: { subnets: ISubnet[] }; securityGroups: ISecurityGroup[] };

const subnetOf = (scope: Construct, id: string): ISubnet => {
  const subnet = Subnet.fromSubnetId(scope, id, id);
  Validations.of(subnet).acknowledge({
    id: 'Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId',
    reason: 'Nothing here reads or changes a route.',
  });
  return subnet;
};

/** The network that the settings name, by ids alone: nothing is looked up. Nothing where they name none. */
export const ownNetwork = (
  scope: Construct,
  { vpcId, subnetIds, securityGroupIds }: Pick<StackSettings, 'vpcId' | 'subnetIds' | 'securityGroupIds'>,
): OwnNetwork | undefined =>
  vpcId === undefined
    ? undefined
    : {
        // Only the subnets' own zones count, and the subnets are named.
        vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones: ['not looked up'] }),
        vpcSubnets: { subnets: subnetIds.map((id) => subnetOf(scope, id)) },
        // Its rules are the operator's.
        securityGroups: securityGroupIds.map((id) =>
          SecurityGroup.fromSecurityGroupId(scope, id, id, { mutable: false }),
        ),
      };

/** What Lambda does with the function's role to connect it to a network; EC2 offers no narrower resources for it. */
const CONNECT = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lets Lambda connect the function to its network, and forbids the same to the function's own code.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security
 */
export const networkStatements = (scope: Construct, functionName: string): PolicyStatement[] => [
  new PolicyStatement({ actions: CONNECT, resources: ['*'] }),
  new PolicyStatement({
    effect: Effect.DENY,
    actions: CONNECT,
    resources: ['*'],
    conditions: {
      ArnEquals: {
        // By its name: the role exists before the function.
        'lambda:SourceFunctionArn': Stack.of(scope).formatArn({
          service: 'lambda',
          resource: 'function',
          resourceName: functionName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
    },
  }),
];
