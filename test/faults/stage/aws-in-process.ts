import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT, LEDGER_CLIENT } from '../../../lambda/aws/aws-client.ts';
import type { awsOverHttp } from './aws-over-http.ts';
import { createAws } from './aws-stub.ts';

type Aws = Awaited<ReturnType<typeof awsOverHttp>>;
type Take = ReturnType<typeof createAws>['take'];

/** As much of a request and of an answer of the SDK as there is of them without a socket. */
type Request = { headers: Readonly<Record<string, string>>; body?: string | Uint8Array };

const decoder = new TextDecoder();
const textOf = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : decoder.decode(body);

/** What the SDK does for a request's transport, of which there is none here: it still serialises it and reads its answer. */
const TRANSPORT_MIDDLEWARE = [
  'loggerMiddleware',
  'contentLengthMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'retryMiddleware',
];

/** The SDK's clients, but that what they ask is answered where it is asked. */
const createClients = () => {
  const answers: { take?: Take; misused?: string } = {};
  const handle = async ({ headers, body = '' }: Request) => {
    if (answers.take === undefined) throw new Error('AWS is asked by a stage that is closed');
    const { fault, answer } = answers.take(`${headers['x-amz-target']}`, textOf(body));
    if (fault !== undefined) {
      answers.misused = `AWS has the fault ${fault} only over HTTP`;
      throw new Error(answers.misused);
    }
    const { status, body: answered } = answer();
    const text = Buffer.from(JSON.stringify(answered));
    const type = { 'content-type': 'application/x-amz-json-1.1' };
    return { response: { statusCode: status, headers: type, body: text } };
  };
  const config = {
    endpoint: 'http://aws.invalid',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    requestHandler: { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) },
  };
  const clients = {
    secrets: new SecretsManagerClient({ ...AWS_CLIENT, ...config }),
    bus: new EventBridgeClient({ ...AWS_CLIENT, ...config }),
    table: new DynamoDBClient({ ...LEDGER_CLIENT, ...config }),
  };
  for (const { middlewareStack } of Object.values(clients))
    for (const name of TRANSPORT_MIDDLEWARE) middlewareStack.remove(name);
  return { answers, clients };
};

/** Clients that no open stage has: to make them takes longer than all that one stage asks of them. */
const idle: ReturnType<typeof createClients>[] = [];

/**
 * AWS without faults, for a stage whose faults strike elsewhere: what the SDK sends, it is answered without a socket.
 */
export const awsInProcess = async (apiKey: string): Promise<Aws> => {
  const { take, ...aws } = createAws(apiKey);
  const made = idle.pop() ?? createClients();
  made.answers.take = take;
  return {
    ...made.clients,
    ...aws,
    close: () => {
      const { misused } = made.answers;
      delete made.answers.take;
      delete made.answers.misused;
      // The function takes what is thrown into it for a fault of AWS: a test that asks for one here must fail.
      if (misused !== undefined) throw new Error(misused);
      idle.push(made);
    },
  };
};
