import {
  BatchUpdateFindingsCommand,
  BatchUpdateFindingsV2Command,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test, vi } from 'vitest';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../../lambda/contract/result.ts';

const finding = {
  format: 'asff',
  id: 'oauth-watch/1',
  product: 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default',
  account: '123456789012',
  region: 'eu-central-1',
  lastSeenAt: '2026-01-31T02:59:00.000Z',
  noted: false,
};

const eventOf = (changes: object = {}) => ({
  source: RESULT_SOURCE,
  'detail-type': RESULT_DETAIL_TYPE,
  detail: {
    outcome: 'disabled',
    final: true,
    requestKey: '0123456789abcdef0123456789abcdef',
    summary: 'It was disabled.',
    trigger: { finding: { ...finding, ...changes } },
  },
});

const load = async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  const hub = mockClient(SecurityHubClient);
  onTestFinished(() => {
    hub.restore();
    vi.unstubAllEnvs();
  });
  return { hub, ...(await import('../../../infra/finding-notes/handler.ts')) };
};

test('the function writes one result into one finding, by the call of its format', async () => {
  const { hub, handler } = await load();
  hub.onAnyCommand().resolves({ ProcessedFindings: [], UnprocessedFindings: [] });
  await handler(eventOf());
  expect(hub.commandCalls(BatchUpdateFindingsCommand)[0]?.args[0].input.Note?.Text).toMatch(
    /^It was disabled\. Request: 0123456789abcdef/,
  );
  await handler(eventOf({ format: 'ocsf', product: null }));
  expect(hub.commandCalls(BatchUpdateFindingsV2Command)[0]?.args[0].input).toMatchObject({ StatusId: 2 });
  expect(hub.calls()).toHaveLength(2);
});

test('a note that Security Hub does not take fails the run, so that Lambda tries again and then keeps it', async () => {
  const { hub, handler } = await load();
  hub.onAnyCommand().resolves({
    UnprocessedFindings: [{ ErrorCode: 'FindingNotFound', ErrorMessage: 'x', FindingIdentifier: undefined }],
  });
  await expect(handler(eventOf())).rejects.toThrow('Security Hub did not take the note: FindingNotFound');
  hub.onAnyCommand().rejects(new Error('AccessDenied'));
  await expect(handler(eventOf())).rejects.toThrow('AccessDenied');
});

test('anything else is refused before any call', async () => {
  const { hub, handler } = await load();
  await expect(handler({ action: 'disable' })).rejects.toThrow();
  await expect(handler(eventOf({ noted: true }))).rejects.toThrow();
  expect(hub.calls()).toEqual([]);
});
