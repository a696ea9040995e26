import { describe, expect, test } from 'vitest';
import { chatMessageOf } from '../../../infra/chat/chat-message.ts';
import {
  type ContainmentResult,
  RESULT_DETAIL_TYPE,
  RESULT_SOURCE,
} from '../../../lambda/contract/result.ts';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { ChatMessageSchema } from './chat-message-schema.ts';

const RUNBOOK = 'https://wiki.example.com/kill-switch';

const eventOf = (detail: unknown) => ({
  version: '0',
  id: 'an-event',
  source: RESULT_SOURCE,
  'detail-type': RESULT_DETAIL_TYPE,
  account: '123456789012',
  time: '2026-01-01T03:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail,
});

/** The message of an event, held to the schema of its reader. */
const messageOf = (event: unknown) => ChatMessageSchema.parse(chatMessageOf(event, RUNBOOK));

const alarm = (description?: string) => ({
  id: 'an-event',
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  detail: {
    alarmName: 'DocSpaceKillSwitch-canary',
    state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-01-01T03:00:00.000+0000' },
    previousState: { value: 'OK' },
    configuration: { metrics: [], ...(description === undefined ? {} : { description }) },
  },
});

/** What an alert and a portal could write to deceive a reader, or to call a whole channel. */
const HOSTILE = 'ok` <!channel> *all clear* [log in](https://evil.example) &lt; @here';

const hostileResult = async (): Promise<ContainmentResult> => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.addClient({ name: HOSTILE });
  return invoke(
    alertFor(clientId, { detail: { clientId, severity: 'critical', reason: HOSTILE, alertId: HOSTILE } }),
  );
};

describe('a result in the chat', () => {
  test('says what happened to which client, the facts, and what to do next', async () => {
    const { portal, invoke } = await setStage();
    const { clientId } = portal.clients.crm;
    const result = await invoke(alertFor(clientId));
    const { id, content, metadata } = messageOf(eventOf(result));
    expect(id).toBe(result.resultId);
    expect(content.title).toBe(`DocSpace OAuth2 client ${clientId}: disabled`);
    expect(content.description).toMatch(result.summary);
    expect(content.description).toMatch(/\n\n\*Facts\*\n- Portal: http.+\n- Started by: alert\n/);
    expect(content.description).toMatch(/- Contained after: \d+\.\d s\n/);
    expect(content.nextSteps).toHaveLength(result.nextSteps.length + 1);
    expect(content.nextSteps?.at(-1)).toBe(`What to do: ${RUNBOOK}#outcome-disabled`);
    expect(metadata).toEqual({
      threadId: clientId,
      eventType: RESULT_DETAIL_TYPE,
      additionalContext: { outcome: 'disabled', clientId },
    });
  });

  test('stays in one thread for one client', async () => {
    const { portal, invoke } = await setStage();
    const { clientId } = portal.clients.crm;
    const results = [
      await invoke(alertFor(clientId)),
      await invoke({ action: 'enable', clientId, reason: 'end', acceptUnrotatedSecret: true }),
      await invoke(alertFor(portal.clients.backup.clientId, { id: 'another' })),
    ];
    const threads = results.map((result) => messageOf(eventOf(result)).metadata?.threadId);
    expect(threads).toEqual([clientId, clientId, portal.clients.backup.clientId]);
  });

  test('without a client has a thread for its request, and no empty place in its title', async () => {
    const { invoke } = await setStage();
    const result = await invoke({ action: 'reset-breaker', reason: 'drill' });
    const { content, metadata } = messageOf(eventOf(result));
    expect(content.title).toBe('DocSpace OAuth2 client: breaker-reset');
    expect(metadata?.threadId).toBe(result.requestKey);
  });

  test('shows what others wrote under a heading of its own, as code, in which nothing is read', async () => {
    const result = await hostileResult();
    const { content } = messageOf(eventOf(result));
    const [ours = '', theirs = ''] = content.description.split('\n\n*Written by others, not proven*\n');
    expect(ours).not.toMatch(/channel|evil|all clear/);
    expect(theirs).toContain(
      "- Reason: `ok' &lt;!channel&gt; *all clear* [log in](https://evil.example) &amp;lt; @here`",
    );
    for (const line of theirs.split('\n')) expect(line).toMatch(/^- [A-Z][a-z ]+: `[^`<>]+`$/);
    expect(JSON.stringify([content.title, content.nextSteps])).not.toMatch(/channel|evil|all clear/);
  });

  test('forged on a shared bus can call no channel and open no link of Slack in our own words either', async () => {
    const result = await hostileResult();
    const forged = { ...result, summary: HOSTILE, nextSteps: ['<https://evil.example|log in>'] };
    const { content } = messageOf(eventOf(forged));
    expect(content.description.split('\n')[0]).not.toMatch(/[<>]/);
    expect(content.nextSteps?.[0]).toBe('&lt;https://evil.example|log in&gt;');
  });

  test('of another version is shown too, as long as it has what is shown', async () => {
    const result = await hostileResult();
    expect(messageOf(eventOf({ ...result, schemaVersion: '9.0', later: true })).id).toBe(result.resultId);
    expect(() => messageOf(eventOf({ outcome: 'disabled' }))).toThrow();
  });

  test('stays within what a message may hold', async () => {
    const result = await hostileResult();
    const long = 'x'.repeat(20_000);
    messageOf(eventOf({ ...result, summary: long, trigger: { ...result.trigger, reason: long } }));
  });
});

describe('an alarm in the chat', () => {
  test('says which it is and what to do first, in a thread of its own', () => {
    const triage =
      'https://example.onlyoffice.com: no proof for a day. First: run a check. Runbook: x#canary';
    expect(messageOf(alarm(triage))).toMatchObject({
      content: { title: 'ALARM: DocSpaceKillSwitch-canary', description: triage },
      metadata: { threadId: 'DocSpaceKillSwitch-canary' },
    });
  });

  test('without a description says its name', () => {
    expect(messageOf(alarm()).content.description).toBe('DocSpaceKillSwitch-canary');
  });
});

test('nothing else becomes a message', () => {
  expect(() => messageOf(alertFor('6c7cf17b-1bd3-47d5-94c6-be2d3570e168'))).toThrow();
  expect(() => messageOf({ action: 'check' })).toThrow();
});
