import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { accessProblems, credentialProblem, type SignIn } from '../aws/access-problems.ts';

/** Commands that create what can be missing. */
export type Remedies = SignIn & { bootstrap: string };

/** Stacks in these states hold no usable bootstrap. */
const UNUSABLE = /^(CREATE_FAILED|DELETE_|REVIEW_|ROLLBACK_)/;

const isMissingStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);

const bootstrapProblem = async (
  client: CloudFormationClient,
  stackName: string,
  remedies: Remedies,
): Promise<{ problems: string[]; unprepared: string | undefined }> => {
  const missing = `CDK's bootstrap stack ${stackName} is not in this account and region (${await client.config.region()}); create it once:\n  ${remedies.bootstrap}\nIf it has another name there, add --toolkit-stack-name <name>.`;
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return { problems: [], unprepared: UNUSABLE.test(Stacks[0]?.StackStatus ?? '') ? missing : undefined };
  } catch (error) {
    if (isMissingStack(error)) return { problems: [], unprepared: missing };
    const problem = credentialProblem(error, remedies);
    return { problems: problem === undefined ? [] : [problem], unprepared: undefined };
  }
};

/**
 * What keeps CDK from working in the account: one message each, with the command that fixes it. Only what is
 * certain: CDK itself reports everything else, such as a missing permission or a network that is down.
 * @param bootstrapStack - `undefined` where it is not needed
 * @returns `unprepared`: the message that the bootstrap stack is missing
 */
export const accountProblems = async (
  client: CloudFormationClient,
  bootstrapStack: string | undefined,
  remedies: Remedies,
): Promise<{ problems: string[]; unprepared: string | undefined }> => {
  const { ready, problems } = await accessProblems(client, remedies);
  if (!ready || bootstrapStack === undefined) return { problems, unprepared: undefined };
  return bootstrapProblem(client, bootstrapStack, remedies);
};
