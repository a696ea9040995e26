import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { AWS_CLIENT, LEDGER_CLIENT } from '../../../lambda/aws/aws-client.ts';
import { type ContainmentResult, ResultSchema } from '../../../lambda/contract/result.ts';
import { createTable, failure } from '../../lambda/aws/fake-dynamodb.ts';
import { type AwsStep, stepOf } from './aws-call.ts';
import { createPatience } from './patient-client.ts';

/** What befalls one HTTP request to AWS. */
export type AwsFault =
  | 'reset before'
  | 'reset after'
  | 'no answer'
  | 'throttled'
  | 'error 500'
  | 'error 500 after'
  | 'access denied'
  | 'not found'
  | 'garbage'
  | 'cut short'
  | 'unusable value'
  | 'entry refused';

const PutEventsSchema = z.object({ Entries: z.array(z.object({ Detail: z.string() })) });

type Answer = { status: number; body: unknown };

const named = (status: number, name: string): Answer => ({
  status,
  body: { __type: name, message: `${name} in Account 123456789012` },
});

const REFUSALS: Partial<Record<AwsFault, Answer>> = {
  throttled: named(400, 'ThrottlingException'),
  'error 500': named(500, 'InternalServerError'),
  'error 500 after': named(500, 'InternalServerError'),
  'access denied': named(400, 'AccessDeniedException'),
  'not found': named(400, 'ResourceNotFoundException'),
  'entry refused': {
    status: 200,
    body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'again' }] },
  },
};

/** Faults after which the call has had its effect anyway. */
const AFTER: readonly AwsFault[] = ['reset after', 'error 500 after', 'garbage', 'cut short'];

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
 * Secrets Manager, EventBridge and DynamoDB as far as the function speaks to them, on loopback and behind their own
 * protocol: the SDK's clients speak to it as the function configures them, with its retries and, where it leaves a
 * request without an answer, its time-outs.
 * @param pass lets the clock go on by the time for which an answer would have been waited for
 */
export const startAws = async (apiKey: string, pass: (milliseconds: number) => void) => {
  const table = createTable();
  const state = {
    secret: apiKey,
    faultAt: (_step: AwsStep, _nth: number): AwsFault | undefined => undefined,
  };
  const bodies: string[] = [];
  const steps: AwsStep[] = [];
  const counts = new Map<AwsStep, number>();
  const published: ContainmentResult[] = [];
  const patience = createPatience(pass);

  const operate = (step: AwsStep, target: string, input: unknown, fault: AwsFault | undefined): Answer => {
    if (step === 'secret read') {
      const SecretString = fault === 'unusable value' ? '{"apikey": ""}' : state.secret;
      return { status: 200, body: { ARN: 'a', Name: 'n', VersionId: 'v', SecretString } };
    }
    if (step === 'publish') {
      const { Entries } = PutEventsSchema.parse(input);
      published.push(...Entries.map(({ Detail }) => ResultSchema.parse(JSON.parse(Detail))));
      return { status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } };
    }
    try {
      return { status: 200, body: table(target.split('.')[1] ?? '', input) };
    } catch (error) {
      return failure(error);
    }
  };

  const server = createServer(async (request, response) => {
    const target = `${request.headers['x-amz-target']}`;
    const body = await text(request).catch(() => '');
    // A caller that gives up in the middle of its request has said nothing.
    if (body === '') return;
    bodies.push(body);
    const input: unknown = JSON.parse(body);
    const step = stepOf(target, input);
    steps.push(step);
    const nth = (counts.get(step) ?? 0) + 1;
    counts.set(step, nth);
    const fault = state.faultAt(step, nth);
    if (fault === 'no answer') return patience.leave(request.headers);
    if (fault === 'reset before') return void request.socket.resetAndDestroy();
    const refusal = fault === undefined ? undefined : REFUSALS[fault];
    const hasEffect = refusal === undefined || (fault !== undefined && AFTER.includes(fault));
    const answer = hasEffect ? operate(step, target, input, fault) : undefined;
    if (fault === 'reset after') return void request.socket.resetAndDestroy();
    send(response, refusal ?? answer ?? { status: 500, body: {} }, fault);
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
    steps,
    published,
    /** Every request as the function sent it. */
    bodies,
    /** From now on calls are counted from the start, and meet these faults. */
    strike: (faultAt: typeof state.faultAt) => {
      counts.clear();
      state.faultAt = faultAt;
    },
    calm: () => {
      state.faultAt = () => undefined;
    },
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
};
