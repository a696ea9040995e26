import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The client that the fixtures name first: Northwind CRM of the embedded portal; and the second. */
export const FIXTURE_CLIENT = 'fd0f3591-ba64-46ce-addd-c0fd4502eb9d';
export const FIXTURE_OTHER = '6cf215b1-c11e-4fbd-a620-29bbe8564c9f';

export type FindingFixture =
  | `${'asff' | 'ocsf'}-${'imported' | 'misspelt-key' | 'resolved' | 'two-clients'}`
  | 'asff-custom-action';

const EventSchema = z.looseObject({
  id: z.string(),
  source: z.literal('aws.securityhub'),
  'detail-type': z.string(),
  time: z.iso.datetime(),
  detail: z.looseObject({ findings: z.tuple([z.looseObject({})]) }),
});

type FindingEvent = z.infer<typeof EventSchema>;

/** Path of a fixture, for commands. */
export const fixturePath = (name: FindingFixture): string =>
  new URL(`fixtures/findings/${name}.json`, import.meta.url).pathname;

/** An event of Security Hub in the published shape, about the given clients. */
export const findingEvent = (
  name: FindingFixture,
  { clientId = FIXTURE_CLIENT, otherId = FIXTURE_OTHER } = {},
): FindingEvent =>
  EventSchema.parse(
    JSON.parse(
      readFileSync(fixturePath(name), 'utf8')
        .replaceAll(FIXTURE_CLIENT, clientId)
        .replaceAll(FIXTURE_OTHER, otherId),
    ),
  );

/** The same event with some fields of its finding replaced, or with other findings altogether. */
export const withFindings = (event: FindingEvent, ...findings: Record<string, unknown>[]) => ({
  ...event,
  detail: {
    ...event.detail,
    findings: findings.map((changes) => ({ ...event.detail.findings[0], ...changes })),
  },
});

/** The same event with a note on its finding, as Security Hub sends it after the note was written. */
export const withNote = (
  event: FindingEvent,
  text: string,
  { by = 'docspace.oauth2-kill-switch', at = '2026-01-31T03:00:30.000Z' } = {},
  id = 'after the note',
) =>
  EventSchema.parse({
    ...withFindings(
      event,
      event['detail-type'].endsWith('V2')
        ? { comment: text, status_id: 2, status: 'In Progress' }
        : { Note: { Text: text, UpdatedBy: by, UpdatedAt: at }, Workflow: { Status: 'NOTIFIED' } },
    ),
    id,
  });
