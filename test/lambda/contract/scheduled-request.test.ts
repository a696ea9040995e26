import { describe, expect, test } from 'vitest';
import { readPayload } from '../../../lambda/requests/door.ts';
import { NO_INPUTS } from '../../inputs.ts';
import { setStage } from '../../stage.ts';
import { invalidWithoutCall } from '../requests/door.ts';

describe('what a schedule sends', () => {
  test("a scheduled check is answered like a check and counted as the schedule's", async () => {
    const { invoke, counted, published } = await setStage();
    const result = await invoke({ schedule: 'check' });
    expect(result).toMatchObject({ outcome: 'healthy', action: 'check', trigger: { type: 'schedule' } });
    expect(counted).toEqual([result]);
    expect(published()).toEqual([result]);
  });

  test("a person's check does not count as the schedule's", async () => {
    const { invoke } = await setStage();
    expect((await invoke({ action: 'check' })).trigger.type).toBe('manual');
  });

  test("a scheduled watch is answered with what the ledger holds, counted as the schedule's, and quiet", async () => {
    const { invoke, counted, published, portal } = await setStage();
    const result = await invoke({ schedule: 'watch' });
    expect(result).toMatchObject({ outcome: 'listed', action: 'watch', trigger: { type: 'schedule' } });
    expect(counted).toEqual([result]);
    expect([published(), portal.calls]).toEqual([[], []]);
  });

  test.for([
    { schedule: 'disable' },
    { schedule: 'list' },
    { schedule: 'reset-breaker' },
    { schedule: 'watch', at: 'x' },
    { schedule: null },
  ])('%j is invalid and rings the alarm of alerts, and the portal is not called', async (payload) => {
    const { trigger } = await invalidWithoutCall(payload);
    expect(trigger.type).toBe('alert');
  });

  test.for([
    { schedule: 'watch', clientId: 'x' },
    { schedule: 'watch', reason: 'x' },
    { schedule: 'check', action: 'enable' },
  ])("%j is invalid and a person's, and the portal is not called", async (payload) => {
    const { trigger, error } = await invalidWithoutCall(payload);
    expect(trigger.type).toBe('manual');
    expect(error?.message).toContain('unknown field "schedule"; is it misspelt?');
  });

  test.for(['check', 'watch'])('a %s comes from the schedule', (schedule) => {
    expect(readPayload({ schedule }, NO_INPUTS, 'unqualified')).toMatchObject({
      from: 'schedule',
      request: { trigger: 'schedule', action: schedule },
    });
  });

  test('an event that also names a schedule is an event', () => {
    expect(readPayload({ schedule: 'check', source: 'x' }, NO_INPUTS, 'unqualified').from).toBe('bus');
  });
});
