import { describe, expect, test } from 'vitest';
import { acceptedRequest, CLIENT_ID, invalidWithoutCall } from '../requests/door.ts';

const disable = { clientId: CLIENT_ID, reason: 'phishing report 4711' };

describe('what a person may send', () => {
  test('a client and a reason are a disable', () => {
    expect(acceptedRequest(disable)).toEqual({
      trigger: 'manual',
      action: 'disable',
      ...disable,
      dryRun: false,
    });
  });

  test('a disable may be a drill and name who asks', () => {
    const full = { action: 'disable', ...disable, dryRun: true, operator: 'Ana' };
    expect(acceptedRequest(full)).toEqual({ trigger: 'manual', ...full });
  });

  test('an enable does not accept the old secret unless it says so', () => {
    const enable = { action: 'enable', ...disable, operator: 'Ana' };
    expect(acceptedRequest(enable)).toMatchObject({ action: 'enable', acceptUnrotatedSecret: false });
    expect(acceptedRequest({ ...enable, acceptUnrotatedSecret: true })).toMatchObject({
      acceptUnrotatedSecret: true,
    });
  });

  test('status needs a client only, check nothing', () => {
    const status = { action: 'status', clientId: CLIENT_ID };
    expect(acceptedRequest(status)).toEqual({ trigger: 'manual', ...status });
    expect(acceptedRequest({ action: 'check' })).toEqual({ trigger: 'manual', action: 'check' });
  });

  test('a list needs nothing, and may name its page; who resets the breaker says why', () => {
    expect(acceptedRequest({ action: 'list' })).toEqual({ trigger: 'manual', action: 'list', page: 1 });
    expect(acceptedRequest({ action: 'list', page: 3 })).toEqual({
      trigger: 'manual',
      action: 'list',
      page: 3,
    });
    const reset = { action: 'reset-breaker', reason: 'the alerts were right', operator: 'Ana' };
    expect(acceptedRequest(reset)).toEqual({ trigger: 'manual', ...reset });
  });

  test('reason and operator are cleaned before they are kept', () => {
    const request = acceptedRequest({ ...disable, reason: ' a\u0007b\u202e ', operator: 'A\nna' });
    expect(request).toMatchObject({ reason: 'a b', operator: 'A na' });
  });
});

describe('a request that is not exactly one of the shapes is invalid, and the portal is not called', () => {
  test.for([
    [{ ...disable, dryrun: true }, 'unknown field "dryrun"; is it misspelt?'],
    [{ ...disable, acton: 'status' }, 'unknown field "acton"; is it misspelt?'],
    [{ ...disable, client_id: CLIENT_ID }, 'unknown field "client_id"; is it misspelt?'],
    [{ ...disable, severity: 'high' }, 'unknown field "severity"; is it misspelt?'],
    [{ ...disable, acceptUnrotatedSecret: true }, 'unknown field "acceptUnrotatedSecret"; is it misspelt?'],
    [{ action: 'enable', ...disable, dryRun: true }, 'unknown field "dryRun"; is it misspelt?'],
    [{ action: 'status', ...disable }, 'unknown field "reason"; is it misspelt?'],
    [{ action: 'check', clientId: CLIENT_ID }, 'unknown field "clientId"; is it misspelt?'],
    [{ action: 'list', clientId: CLIENT_ID }, 'unknown field "clientId"; is it misspelt?'],
    [{ action: 'reset-breaker', ...disable }, 'unknown field "clientId"; is it misspelt?'],
    [{ action: 'reset-breaker' }, 'reason is missing'],
    [{ action: 'reset-breaker', reason: ' ' }, 'reason is missing'],
    [{ action: 'watch' }, 'action must be disable, enable, status, check, list, reset-breaker or rotate'],
    [{ clientId: CLIENT_ID }, 'reason is missing'],
    [{ ...disable, reason: ' \n\u200b ' }, 'reason is missing'],
    [{ action: 'enable', clientId: CLIENT_ID }, 'reason is missing'],
    [{ ...disable, dryRun: 'false' }, 'dryRun must be true or false, without quotes'],
    [{ ...disable, dryRun: null }, 'dryRun must be true or false, without quotes'],
    [{ ...disable, dryRun: 0 }, 'dryRun must be true or false, without quotes'],
    [{ action: 'enable', ...disable, acceptUnrotatedSecret: 'yes' }, 'acceptUnrotatedSecret must be true or'],
    [{ ...disable, operator: 7 }, 'operator'],
    [{ action: 'status' }, 'clientId must be a text that holds a UUID'],
    [
      { ...disable, action: 'enabel' },
      'action must be disable, enable, status, check, list, reset-breaker or rotate',
    ],
    [
      { ...disable, action: 'Disable' },
      'action must be disable, enable, status, check, list, reset-breaker or rotate',
    ],
    [
      { ...disable, action: null },
      'action must be disable, enable, status, check, list, reset-breaker or rotate',
    ],
    [
      { ...disable, action: ['enable'] },
      'action must be disable, enable, status, check, list, reset-breaker or rotate',
    ],
    [
      { ...disable, action: 'constructor' },
      'action must be disable, enable, status, check, list, reset-breaker or rotate',
    ],
    [
      { acton: 'status' },
      'clientId must be a text that holds a UUID; reason is missing; unknown field "acton"',
    ],
    [{ schedule: 'watch', ...disable }, 'unknown field "schedule"; is it misspelt?'],
  ] as const)('%j: %s', async ([payload, problem]) => {
    const { error, trigger } = await invalidWithoutCall(payload);
    expect(trigger.type).toBe('manual');
    expect(error?.message).toContain(problem);
  });

  test.for(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
    'a key %s',
    async (key) => {
      const payload: unknown = JSON.parse(
        `{"clientId": "${CLIENT_ID}", "reason": "x", "${key}": {"action": "enable"}}`,
      );
      expect((await invalidWithoutCall(payload)).error?.message).toBe(
        `unknown field "${key}"; is it misspelt?`,
      );
    },
  );
});
