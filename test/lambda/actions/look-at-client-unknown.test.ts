import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { THREE_AM } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { recordOf } from '../ledger-records.ts';
import { MINUTE_MS, TIME_LIMIT, WATCH } from './contained.ts';

describe('a client that the portal does not know any more', () => {
  const gone = async (clientId: string, key: 'admin' | 'user', tenant = 1) => {
    const ledger = createMemoryStore();
    const at = new Date(THREE_AM - 60 * MINUTE_MS).toISOString();
    await ledger.writeClient(
      recordOf({ clientId, state: 'contained', provenAt: at, lookedAt: at, firstWriteAt: at, tenant }),
      TIME_LIMIT,
    );
    const { portal, invoke } = await setStage({ dependencies: { ledger } });
    const { invoke: asUser } = await setStage({
      portalUrl: portal.url,
      secret: portal.keys[key],
      dependencies: { ledger },
    });
    await (key === 'admin' ? invoke : asUser)(WATCH);
    return ledger.readClient(clientId, TIME_LIMIT);
  };

  test('is closed where the key is an admin’s', async () => {
    expect(await gone('0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e', 'admin')).toMatchObject({
      state: 'deleted',
      expiresAt: expect.any(Number),
    });
  });

  test('stays open where the key is another’s, who may just not see it', async () => {
    expect(await gone('0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e', 'user')).toMatchObject({ state: 'contained' });
  });

  test('stays open where it was shown in another tenant than that of the key', async () => {
    const clientId = '0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e';
    expect(await gone(clientId, 'admin', 7)).toMatchObject({ state: 'contained' });
  });

  test('stays open where its id begins with "feed", which the gateway sends elsewhere', async () => {
    expect(await gone('feed2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e', 'admin')).toMatchObject({ state: 'contained' });
  });
});
