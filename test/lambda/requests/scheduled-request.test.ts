import { describe, expect, test } from 'vitest';
import { readPayload } from '../../../lambda/requests/door.ts';
import { NO_INPUTS } from '../../inputs.ts';
import { setStage } from '../../stage.ts';
import { invalidWithoutCall } from './door.ts';

describe('what a schedule sends', () => {
  test('a scheduled check is answered like a check and counted as the schedule’s', async () => {
    const { invoke, counted, published } = await setStage();
    const result = await invoke({ schedule: 'check' });
    expect(result).toMatchObject({ outcome: 'healthy', action: 'check', trigger: { type: 'schedule' } });
    expect(counted).toEqual([result]);
    expect(published()).toEqual([]);
  });

  test('a person’s check does not count as the schedule’s', async () => {
    const { invoke } = await setStage();
    expect((await invoke({ action: 'check' })).trigger.type).toBe('manual');
  });

  test('a scheduled watch is answered with what the ledger holds, counted as the schedule’s, and quiet', async () => {
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
    { schedule: 'watch', clientId: 'x' },
    { schedule: 'watch', reason: 'x' },
    { schedule: 'check', clientId: 'x' },
    { schedule: 'check', action: 'enable' },
    { schedule: null },
  ])('%j is invalid, and the portal is not called', async (payload) => {
    const { trigger } = await invalidWithoutCall(payload);
    expect(trigger.type).toBe('schedule');
  });

  test.for(['check', 'watch'])('a %s comes from the schedule', (schedule) => {
    expect(readPayload({ schedule }, NO_INPUTS)).toMatchObject({
      from: 'schedule',
      request: { trigger: 'schedule', action: schedule },
    });
  });

  test('an event that also names a schedule is an event', () => {
    expect(readPayload({ schedule: 'check', source: 'x' }, NO_INPUTS).from).toBe('bus');
  });
});
