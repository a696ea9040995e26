import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { CLIENT_ID_PLACEHOLDER, consoleTestEvents } from '../../infra/console-test-events.ts';
import { readPayload } from '../../lambda/requests/door.ts';
import { NO_INPUTS } from '../inputs.ts';
import { CLIENT_ID, PROFILES } from './profiles.ts';
import { PORTAL, templateOf, templatesOf } from './synthesised.ts';

const EVENTS = consoleTestEvents({ alertSources: ['security.alerts'], portalUrl: PORTAL });

const requestOf = (payload: unknown) => {
  const delivery = readPayload(payload, NO_INPUTS, 'unqualified');
  return delivery.from === 'bus' ? delivery.alerts[0] : delivery.request;
};

const filledIn = (event: unknown): unknown =>
  JSON.parse(
    JSON.stringify(event)
      .replaceAll(CLIENT_ID_PLACEHOLDER, CLIENT_ID)
      .replace('"reason":""', '"reason":"the alerts are right"'),
  );

describe('a saved test event', () => {
  test.each(Object.entries(EVENTS).filter(([name]) => !['check', 'list'].includes(name)))(
    '%s is invalid until a client, or where there is none a reason, is filled in',
    (_, event) => {
      expect(requestOf(event)).toMatchObject({ action: 'invalid' });
    },
  );

  test.each([
    ['check', { action: 'check' }],
    ['list', { action: 'list' }],
    ['reset-breaker', { action: 'reset-breaker', reason: 'the alerts are right' }],
    ['status', { action: 'status' }],
    ['disable-dry-run', { action: 'disable', dryRun: true }],
    ['disable', { action: 'disable', dryRun: false }],
    ['enable', { action: 'enable', acceptUnrotatedSecret: false }],
    ['alert', { trigger: 'alert', action: 'disable', dryRun: true }],
  ])('%s is what its name says once it is', (name, request) => {
    const event = Object.entries(EVENTS).find(([key]) => key === name)?.[1];
    expect(requestOf(filledIn(event))).toMatchObject(request);
  });
});

const SchemaSchema = z.object({
  Properties: z.object({
    RegistryName: z.literal('lambda-testevent-schemas'),
    SchemaName: z.literal('_DocSpaceKillSwitch-schema'),
    Type: z.literal('OpenApi3'),
    Content: z.string().transform((content): unknown => JSON.parse(content)),
  }),
});

describe('test events are saved', () => {
  test('where the console looks for them, when asked for', () => {
    const [schema] = Object.values(
      templateOf({ testEvents: true }).findResources('AWS::EventSchemas::Schema'),
    );
    expect(SchemaSchema.parse(schema).Properties.Content).toMatchObject({
      components: { examples: { disable: { value: EVENTS.disable } } },
    });
  });

  test('not by default, because a registry must exist', () => {
    templateOf().resourceCountIs('AWS::EventSchemas::Schema', 0);
    templateOf({ testEvents: true }).resourceCountIs('AWS::EventSchemas::Registry', 0);
  });

  test('in a registry that only the first of several stacks creates, and that outlives it', () => {
    const [first, second] = templatesOf(PROFILES['several portals'] ?? {});
    first?.hasResource('AWS::EventSchemas::Registry', { DeletionPolicy: 'Retain' });
    second?.resourceCountIs('AWS::EventSchemas::Registry', 0);
    second?.resourceCountIs('AWS::EventSchemas::Schema', 1);
  });
});
