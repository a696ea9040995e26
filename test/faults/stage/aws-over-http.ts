import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT, LEDGER_CLIENT } from '../../../lambda/aws/aws-client.ts';
import { type Answer, type AwsFault, createAws } from './aws-stub.ts';
import { createPatience } from './patient-client.ts';

const send = (response: ServerResponse, { status, body }: Answer, fault: AwsFault | undefined): void => {
  const whole = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(
    fault === 'garbage'
      ? '<html>busy</html>'
      : fault === 'cut short'
        ? whole.slice(0, whole.length / 2)
        : whole,
  );
};

/** A client without time-outs of its own. */
const untimed = <C extends typeof AWS_CLIENT>(client: C) => ({
  ...client,
  requestHandler: { ...client.requestHandler, connectionTimeout: 0, requestTimeout: 0 },
});

/**
 * AWS on loopback and behind its own protocol: the SDK's clients speak to it as the function configures them, with
 * their retries and, where it leaves a request without an answer, their time-outs.
 * @param pass lets the clock go on by the time for which an answer would have been waited for
 */
export const awsOverHttp = async (apiKey: string, pass: (milliseconds: number) => void) => {
  const { take, ...aws } = createAws(apiKey);
  const patience = createPatience(pass);

  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => '');
    // A caller that gives up in the middle of its request has said nothing.
    if (body === '') return;
    const { fault, answer } = take(`${request.headers['x-amz-target']}`, body);
    if (fault === 'no answer') return patience.leave(request.headers);
    if (fault === 'reset before') return void request.socket.resetAndDestroy();
    const answered = answer();
    if (fault === 'reset after') return void request.socket.resetAndDestroy();
    send(response, answered, fault);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const where = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
  };
  const clients = {
    secrets: new SecretsManagerClient({ ...untimed(AWS_CLIENT), ...where }),
    bus: new EventBridgeClient({ ...untimed(AWS_CLIENT), ...where }),
    table: new DynamoDBClient({ ...untimed(LEDGER_CLIENT), ...where }),
  };
  patience.give(clients.secrets.config.requestHandler, AWS_CLIENT.requestHandler.requestTimeout);
  patience.give(clients.bus.config.requestHandler, AWS_CLIENT.requestHandler.requestTimeout);
  patience.give(clients.table.config.requestHandler, LEDGER_CLIENT.requestHandler.requestTimeout);

  return {
    ...clients,
    ...aws,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
};
