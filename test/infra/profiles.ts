import { PORTAL } from './synthesised.ts';

export const CLIENT_ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';

export const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:docspace/api-key-AbCdEf';

/** Ways to deploy that differ in what exists afterwards. */
export const PROFILES: Record<string, Record<string, unknown>> = {
  default: { portalUrl: PORTAL },
  existing: {
    portalUrl: PORTAL,
    apiKeySecretArn: SECRET_ARN,
    alertBusName: 'security',
    resultBusName: 'default',
    canaryClientId: CLIENT_ID,
    notifyEmail: 'security@example.com',
    permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
  },
  findings: {
    portalUrl: PORTAL,
    inputs: 'asff,ocsf',
    findingProviders: 'acme',
    ocsf: true,
    findingNotes: true,
  },
  'own network': {
    portalUrl: PORTAL,
    vpcId: 'vpc-0a1b2c3d',
    subnetIds: 'subnet-0a1b2c3d,subnet-1a1b2c3d',
    securityGroupIds: 'sg-0a1b2c3d',
    proxyUrl: 'http://proxy.example.com:3128',
    caCertificateFile: 'test/fixtures/authority.pem',
  },
  'form and chat': {
    portalUrl: PORTAL,
    alertOrganization: 'o-a1b2c3d4e5',
    consoleForm: true,
    chatTopic: true,
    enableApprovers: 'arn:aws:iam::123456789012:role/security/Approver,arn:aws:iam::123456789012:user/lee',
  },
  'several portals': {
    portals: [
      { name: 'main', portalUrl: PORTAL, mode: 'dry-run' },
      { name: 'lab', portalUrl: 'https://lab.example.com', reservedConcurrency: 5 },
    ],
    alertBusName: 'security',
    resultBusName: 'security',
    alertAccounts: ['111111111111', '222222222222'],
    testEvents: 'create-registry',
    removalPolicy: 'destroy',
    watchInterval: 15,
    breakerLimit: 3,
    onDrift: 'disable',
  },
};
