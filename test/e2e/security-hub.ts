import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { onTestFinished } from 'vitest';
import * as z from 'zod';

const UpdateSchema = z.object({
  FindingIdentifiers: z.array(z.object({ Id: z.string(), ProductArn: z.string() })).optional(),
  Note: z.object({ Text: z.string(), UpdatedBy: z.string() }).optional(),
  Workflow: z.object({ Status: z.string() }).optional(),
  MetadataUids: z.array(z.string()).optional(),
  Comment: z.string().optional(),
  StatusId: z.int().optional(),
});

type Update = { call: string } & z.infer<typeof UpdateSchema>;

const MAX_WAIT_MS = 20_000;

/** A Security Hub that only takes updates: the emulator has none. */
export const startSecurityHub = async () => {
  const updates: Update[] = [];
  const refusals: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const refusal = refusals.shift();
    if (refusal === undefined) {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      updates.push({ call: `${request.method} ${request.url}`, ...UpdateSchema.parse(body) });
    } else response.writeHead(refusal, { 'x-amzn-errortype': 'TooManyRequestsException' });
    response.end(JSON.stringify({ ProcessedFindings: [], UnprocessedFindings: [] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    updates,
    /** Refuses the next call with this status. */
    refuseNext: (status: number) => void refusals.push(status),
    /** The updates, once there are that many. */
    received: async (count: number): Promise<readonly Update[]> => {
      const latest = Date.now() + MAX_WAIT_MS;
      while (updates.length < count && Date.now() < latest)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return updates;
    },
  };
};

/** Lets a deployed function speak to another Security Hub than the account's, until the test ends. */
export const pointTo = async (
  lambda: LambdaClient,
  FunctionName: string,
  endpoint: string,
): Promise<void> => {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_SECURITYHUB: endpoint };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
};
