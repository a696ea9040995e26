import { expect, test } from 'vitest';
import * as z from 'zod';
import { CLIENT_ID_PLACEHOLDER } from '../../infra/console-test-events.ts';
import type { Outcome } from '../../lambda/contract/outcome.ts';
import { templateOf } from '../infra/synthesised.ts';
import { only } from '../infra/template-parts.ts';
import { deployment } from './deployments.ts';
import { setStage } from './stage.ts';

const SavedSchema = z.object({
  components: z.object({ examples: z.record(z.string(), z.object({ value: z.unknown() })) }),
});

const ResourceSchema = z.object({
  Properties: z.object({
    Content: z
      .string()
      .transform((content): unknown => JSON.parse(content))
      .pipe(SavedSchema),
  }),
});

/** Of the template, because the emulator has no registry of schemas to deploy them to. */
const saved = ResourceSchema.parse(
  only(
    templateOf({
      testEvents: true,
      portalUrl: `http://127.0.0.1:${deployment('main').portalPort}`,
    }).findResources('AWS::EventSchemas::Schema'),
  ),
).Properties.Content.components.examples;

/** How each ends on a client that is on; `enable` gets one that is off, with a new secret. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  check: 'healthy',
  status: 'status',
  'disable-dry-run': 'dry-run',
  disable: 'disabled',
  enable: 'enabled',
  alert: 'dry-run',
  list: 'listed',
  'reset-breaker': 'breaker-reset',
};

test('every saved test event has an expected outcome', () => {
  expect(Object.keys(saved).sort()).toEqual(Object.keys(OUTCOMES).sort());
});

test.for(Object.entries(saved))('the saved test event %s does what it says', async ([name, { value }]) => {
  const { portal, killSwitch } = await setStage();
  const { clientId } = portal.addClient();
  if (name === 'enable') {
    await killSwitch.invoke({ clientId, reason: 'to be enabled again' });
    await portal.store.regenerate(clientId, 'another secret');
  }
  const result = await killSwitch.invoke(
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(CLIENT_ID_PLACEHOLDER, clientId)
        .replace('"reason":""', '"reason":"drill"'),
    ),
  );
  expect(result).toMatchObject({ outcome: OUTCOMES[name], final: true });
  expect(portal.databaseEnabled(clientId)).toBe(name !== 'disable');
});

test.for(Object.entries(saved).filter(([name]) => name !== 'check' && name !== 'list'))(
  'the saved test event %s ends as invalid while nothing is filled in',
  async ([, { value }]) => {
    const { portal, killSwitch } = await setStage();
    expect(await killSwitch.invoke(value)).toMatchObject({ outcome: 'invalid' });
    expect(portal.calls).toEqual([]);
  },
);
