import { describe, expect, test } from 'vitest';
import { createPortalHttp } from '../../../lambda/docspace/portal-http.ts';
import { createSession, type FetchApiKey } from '../../../lambda/docspace/session.ts';
import type { Portal } from '../../../local/portal/simulator.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';
import { setRig } from './rig.ts';
import { failureOf } from './wire.ts';

const MINUTE = 60_000;

/** A session at the simulator, with the record of how its key was asked for. */
const openSession = async (keyFor?: (keys: Portal['keys'], fresh: boolean) => string) => {
  const rig = await setRig();
  const asked: boolean[] = [];
  const fetchApiKey: FetchApiKey = async ({ fresh }) => {
    asked.push(fresh);
    return keyFor?.(rig.portal.keys, fresh) ?? rig.portal.keys.admin;
  };
  const http = createPortalHttp({
    portal: rig.portal.url,
    fetch,
    now: rig.run.now,
    callTimeoutMs: PATIENT_MS,
  });
  const session = createSession({ http, fetchApiKey, now: rig.run.now });
  const sign = (fresh = false) => session.signature({ fresh }, rig.run.deadline);
  return { ...rig, session, sign, asked, exchanges: () => rig.callsTo('token').length };
};

describe('a signature', () => {
  test('says whose it is, and is kept for as long as it says', async () => {
    const { session, sign } = await openSession();
    expect(session.current()).toBeUndefined();
    const signature = await sign();
    expect(signature).toMatchObject({ tenant: 1, isAdmin: true, isGuest: false, skewMs: 0 });
    expect(session.current()).toBe(signature);
  });

  test('is used again for four of its five minutes, then a new one is taken', async () => {
    const { sign, clock, exchanges } = await openSession();
    const first = await sign();
    clock.ms += 4 * MINUTE - 1_000;
    expect(await sign()).toBe(first);
    clock.ms += 1_000;
    expect((await sign()).jwt).not.toBe(first.jwt);
    expect(exchanges()).toBe(2);
  });

  test('that was refused is not used again', async () => {
    const { sign, clock, exchanges, session } = await openSession();
    const first = await sign();
    clock.ms += 2_000;
    const second = await sign(true);
    expect(second.jwt).not.toBe(first.jwt);
    expect([await sign(), session.current(), exchanges()]).toEqual([second, second, 2]);
  });

  test('that is doubted still says whose it is; the next one is taken with a key that is fetched again, once', async () => {
    const { sign, session, clock, asked } = await openSession();
    const first = await sign();
    session.doubt();
    expect(session.current()).toBe(first);
    clock.ms += 2_000;
    const second = await sign();
    expect(second.jwt).not.toBe(first.jwt);
    clock.ms += 5 * MINUTE;
    await sign();
    expect(asked).toEqual([false, true, false]);
  });

  test.each([10, -10])(
    'lives as long as the portal’s own clock says, also where that is %i min off',
    async (minutes) => {
      const { portal, sign, clock, exchanges } = await openSession();
      portal.faults.set('any', { kind: 'date-skew', ms: minutes * MINUTE });
      expect(await sign()).toMatchObject({ skewMs: minutes * MINUTE });
      clock.ms += 4 * MINUTE - 1_000;
      await sign();
      expect(exchanges()).toBe(1);
      clock.ms += 1_000;
      await sign();
      expect(exchanges()).toBe(2);
    },
  );

  test('is not kept where the exchange for the next one fails', async () => {
    const { portal, sign, session } = await openSession();
    await sign();
    portal.faults.set('token', { kind: 'html-502' }, { times: 1 });
    expect(await failureOf(sign(true))).toMatchObject({ operation: 'token exchange', status: 502 });
    expect(session.current()).toBeUndefined();
    expect((await sign()).isAdmin).toBe(true);
  });
});

describe('the API key', () => {
  test('travels as bearer token, and to the token exchange only', async () => {
    const { portal, sign } = await openSession();
    await sign();
    expect(portal.calls).toMatchObject([
      {
        path: '/api/2.0/security/oauth2/token',
        headers: { authorization: `Bearer ${portal.keys.admin}` },
      },
    ]);
  });

  test('that the portal refuses is fetched again once, since it may have been rotated', async () => {
    const { sign, asked, exchanges } = await openSession((keys, fresh) =>
      fresh ? keys.admin : keys.expired,
    );
    expect(await sign()).toMatchObject({ isAdmin: true });
    expect([asked, exchanges()]).toEqual([[false, true], 2]);
  });

  test('that is refused again too is refused for good, in words that help and without the key', async () => {
    const { portal, sign, asked } = await openSession((keys) => keys.expired);
    const error = await failureOf(sign());
    expect(error).toMatchObject({ name: 'KeyRefusedError', retryable: false });
    expect(error.message).toMatch(/complete, belongs to this portal/);
    expect(error.message).not.toContain(portal.keys.expired);
    expect(asked).toEqual([false, true]);
  });

  test.each([402, 403, 404, 500])('is not fetched again for a %i', async (status) => {
    const { portal, sign, asked } = await openSession();
    portal.faults.set('token', { kind: 'status', status });
    expect(await failureOf(sign())).toMatchObject({ name: 'HttpError', status });
    expect(asked).toEqual([false]);
  });

  test('another failure of the second exchange is reported as what it is', async () => {
    const { portal, sign } = await openSession();
    portal.faults.set('token', (nth) => ({ kind: 'status', status: nth === 0 ? 401 : 503 }));
    expect(await failureOf(sign())).toMatchObject({ name: 'HttpError', status: 503 });
  });
});
