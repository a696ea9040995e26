import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { type OpenStack, type StackOptions, withStack } from '../aws/open-stack.ts';

/** The configuration of a stack's function: its environment, and when its code was deployed. */
export const configurationOf = ({ aws, functionName }: OpenStack) =>
  new LambdaClient(aws).send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));

/** The environment in which a stack's function reads its settings; it holds no secret. */
export const functionSettings = (
  options: StackOptions,
  terminal: Pick<Terminal, 'env'>,
): Promise<{ env: Terminal['env']; title: string }> =>
  withStack(options, terminal, async (stack) => {
    const { Environment } = await configurationOf(stack);
    return { env: { ...Environment?.Variables }, title: stack.title };
  });
