import { describe, expect, test, vi } from 'vitest';
import { proveDisabled } from '../../../lambda/docspace/prove-disabled.ts';
import { proveEnabled } from '../../../lambda/docspace/prove-enabled.ts';
import { signatureFor } from '../../local/portal/caller.ts';
import { setRig } from './rig.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Stores a logo as the client's owner, a plain user, may: with the owner's own key. */
const storeLogo = async (
  { portal, clientId }: Awaited<ReturnType<typeof openOwned>>,
  logo: string,
): Promise<void> => {
  const { status } = await fetch(`${portal.url}/api/2.0/clients/${clientId}`, {
    method: 'PUT',
    headers: {
      'x-signature': await signatureFor(portal, portal.keys.user),
      'content-type': 'application/json',
    },
    body: JSON.stringify({ logo }),
  });
  expect(status).toBe(200);
};

const openOwned = async () => {
  // The time of a call is not what is tried here, however slow the machine.
  const rig = await setRig({ portal: { rateLimit: Number.POSITIVE_INFINITY }, callTimeoutMs: 60_000 });
  const { clientId } = rig.portal.clients.userOwned;
  return { ...rig, clientId, isOn: () => rig.portal.databaseEnabled(clientId) };
};

describe('a client whose owner has stored a big logo', () => {
  test.each<[string, string]>([
    ['5 MB', `data:image/png;base64,${'iVBORw0KGgo/'.repeat(420_000)}`],
    ['12 MB', `data:image/png;base64,${'iVBORw0KGgo/'.repeat(1_000_000)}`],
    ['6 MB of quotation marks, 12 MB on the way', '"'.repeat(6_000_000)],
  ])('of %s is shown, disabled and enabled like any other, each time with proof', async (_name, logo) => {
    const rig = await openOwned();
    const { client, clientId, run, isOn } = rig;
    await storeLogo(rig, logo);

    expect(await client.readClient(clientId, run.deadline)).toMatchObject({ clientId, enabled: true });
    const off = await proveDisabled(client, clientId, { shownOff: false }, run);
    expect([off.verdict, off.basis, isOn()]).toEqual(['proven', 'read-back', false]);
    const on = await proveEnabled(client, clientId, run);
    expect([on.verdict, on.basis, isOn()]).toEqual(['proven', 'read-back', true]);
  });
});
