import { type ContainmentResult, ResultSchema, SCHEMA_VERSION } from '../../../lambda/contract/result.ts';

/** A result that the contract takes; it holds only what is given. */
export const resultOf = (given: Partial<ContainmentResult> = {}): ContainmentResult =>
  ResultSchema.parse({
    schemaVersion: SCHEMA_VERSION,
    resultId: 'result',
    requestKey: 'request',
    final: true,
    outcome: 'disabled',
    summary: 'OAuth2 client was disabled.',
    action: 'disable',
    decision: 1,
    trigger: {
      type: 'alert',
      eventId: 'event',
      alertId: 'alert',
      source: 'security.alerts',
      severity: 'high',
      reason: 'token used from two countries',
      operator: null,
      detectedAt: '2026-01-31T02:59:58.000Z',
    },
    client: null,
    proof: { writes: [], basis: 'none' },
    residualAccess: [],
    timeline: {
      detectedAt: '2026-01-31T02:59:58.000Z',
      receivedAt: '2026-01-31T03:00:00.000Z',
      containedAt: null,
      verifiedAt: null,
    },
    timeToContainMs: null,
    timeToProofMs: null,
    alertAgeMs: 2_000,
    warnings: [],
    nextSteps: [],
    ...given,
  });
