import type { DeploymentName } from '../deployments.ts';

/** Beginning of every stack's name; the deployment's name ends it. */
const STACK_NAME = 'Enforced';

export const stackOf = (name: DeploymentName): string => `${STACK_NAME}-${name}`;

/** The grant that a stack has to do without, by the stack's name. */
export const SHORT_OF: Readonly<Record<string, string>> = {
  [stackOf('mute')]: 'events:PutEvents',
  [stackOf('keyless')]: 'secretsmanager:GetSecretValue',
};

/** Settings for a stack per portal. */
export const enforcedSettings = (
  portals: readonly {
    name: DeploymentName;
    portalUrl: string;
    breakerLimit?: string;
    mode?: string;
    inputs?: string;
    findingNotes?: boolean;
  }[],
) => ({
  stackName: STACK_NAME,
  portals,
});
