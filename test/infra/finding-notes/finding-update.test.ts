import { describe, expect, test } from 'vitest';
import { findingUpdateOf, NOTED_OUTCOMES } from '../../../infra/finding-notes/finding-update.ts';
import { OutcomeSchema } from '../../../lambda/contract/outcome.ts';
import {
  type ContainmentResult,
  RESULT_DETAIL_TYPE,
  RESULT_SOURCE,
} from '../../../lambda/contract/result.ts';
import { findingEvent, withFindings } from '../../findings.ts';
import { setStage } from '../../stage.ts';

const eventOf = (detail: unknown) => ({
  source: RESULT_SOURCE,
  'detail-type': RESULT_DETAIL_TYPE,
  account: '123456789012',
  detail,
});

/** The result of a finding that disabled its client. */
const resultOf = async (
  format: 'asff' | 'ocsf',
  changes: Record<string, unknown> = {},
): Promise<ContainmentResult> => {
  const { portal, invoke } = await setStage({ env: { INPUTS: 'asff,ocsf' } });
  const { clientId } = portal.clients.crm;
  return invoke(withFindings(findingEvent(`${format}-imported`, { clientId }), changes));
};

const noteIn = (result: ContainmentResult): string => {
  const update = findingUpdateOf(eventOf(result));
  return (update.format === 'asff' ? update.input.Note?.Text : update.input.Comment) ?? '';
};

test('in ASFF a result is a note of ours and the status NOTIFIED, and changes nothing else', async () => {
  const result = await resultOf('asff');
  expect(findingUpdateOf(eventOf(result))).toEqual({
    format: 'asff',
    input: {
      FindingIdentifiers: [
        {
          Id: 'oauth-watch/7c1d2e3f',
          ProductArn: 'arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default',
        },
      ],
      Note: {
        Text: `${result.summary} Request: ${result.requestKey}. Last seen: 2026-01-31T02:59:00.000Z.`,
        UpdatedBy: 'docspace.oauth2-kill-switch',
      },
      Workflow: { Status: 'NOTIFIED' },
    },
  });
});

test('in OCSF a result is a comment and the status In Progress, and changes nothing else', async () => {
  const result = await resultOf('ocsf');
  expect(findingUpdateOf(eventOf(result))).toEqual({
    format: 'ocsf',
    input: {
      MetadataUids: ['e51603d1054aad9d9f498d82d6e81acf4cf6bc88140e8ad2273123c73b810840'],
      Comment: `${result.summary} Request: ${result.requestKey}. Last seen: 2026-01-31T02:58:30.000Z.`,
      StatusId: 2,
    },
  });
});

describe('what is written for each outcome', () => {
  const NOTED = ['disabled', 'already-disabled'];

  test.each(OutcomeSchema.options)('%s', async (outcome) => {
    const event = eventOf({ ...(await resultOf('asff')), outcome });
    if (NOTED.includes(outcome)) expect(findingUpdateOf(event).input).toBeDefined();
    else expect(() => findingUpdateOf(event)).toThrow();
    expect(NOTED_OUTCOMES.includes(outcome)).toBe(NOTED.includes(outcome));
  });

  test('nothing while a retry follows, after somebody else has noted it, or where there is no finding', async () => {
    const result = await resultOf('asff');
    const { finding, ...trigger } = result.trigger;
    expect(() => findingUpdateOf(eventOf({ ...result, final: false }))).toThrow();
    expect(() =>
      findingUpdateOf(eventOf({ ...result, trigger: { ...trigger, finding: { ...finding, noted: true } } })),
    ).toThrow();
    expect(() => findingUpdateOf(eventOf({ ...result, trigger }))).toThrow();
    expect(() => findingUpdateOf({ ...eventOf(result), source: 'security.alerts' })).toThrow();
  });
});

test('nothing that a detector or a portal wrote becomes part of the note', async () => {
  const HOSTILE = '<!channel> [log in](https://evil.example) \u202e resolved';
  const result = await resultOf('asff', { Title: HOSTILE, Description: HOSTILE });
  expect(result.trigger.reason).toContain('evil');
  expect(noteIn(result)).not.toMatch(/evil|channel|resolved/);
});

test.each(['asff', 'ocsf'] as const)(
  'a forged summary is cleaned and cut, and the note keeps its end: %s',
  async (format) => {
    const result = await resultOf(format);
    const note = noteIn({ ...result, summary: `a\u0000\nb\u202e${'x'.repeat(5_000)}` });
    expect(note).toHaveLength(512);
    expect(note).toMatch(/^a b/);
    expect(note.endsWith(`Last seen: ${result.trigger.finding?.lastSeenAt}.`)).toBe(true);
  },
);
