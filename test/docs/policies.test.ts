import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { readPayload } from '../../lambda/requests/door.ts';
import { CLIENT_ID } from '../infra/profiles.ts';
import { templateOf } from '../infra/synthesised.ts';
import { NO_INPUTS } from '../inputs.ts';

const fileOf = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../docs/policies/${name}.json`, import.meta.url), 'utf8').replaceAll(
      '<UUID>',
      CLIENT_ID,
    ),
  );

const StatementSchema = z.object({
  Effect: z.string(),
  Action: z.string(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** A statement without whom and what it names, which a person fills in. */
const ruleOf = (statement: unknown) => {
  const { Effect, Action, Condition } = StatementSchema.parse(statement);
  const conditions = Object.entries(Condition).flatMap(([operator, one]) =>
    Object.entries(one).map(([key, value]) => [operator, key, key.startsWith('aws:') ? '' : [value].flat()]),
  );
  return { Effect, Action, conditions };
};

const ofStack = Object.values(
  templateOf({ alertAccounts: '111111111111' }).findResources('AWS::Events::EventBusPolicy'),
).map((policy) =>
  ruleOf(z.object({ Properties: z.object({ Statement: z.unknown() }) }).parse(policy).Properties.Statement),
);

test.each(['alerts-from-account', 'results-from-kill-switch'])(
  'on a bus of your own %s says what the stack says on its own',
  (name) => expect(ofStack).toContainEqual(ruleOf(fileOf(name))),
);

test('the entry for a drill is read as a drill of its client', () => {
  const [entry] = z
    .array(z.object({ Source: z.string(), DetailType: z.string(), Detail: z.string() }))
    .parse(fileOf('drill'));
  const event = {
    id: 'drill',
    source: entry?.Source,
    'detail-type': entry?.DetailType,
    time: '2026-01-31T02:59:58Z',
    detail: JSON.parse(entry?.Detail ?? ''),
  };
  expect(readPayload(event, NO_INPUTS, 'alerts')).toMatchObject({ from: 'bus' });
  expect(JSON.stringify(readPayload(event, NO_INPUTS, 'alerts'))).toContain('"dryRun":true');
});
