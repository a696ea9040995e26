import { describe, expect, onTestFinished, test } from 'vitest';
import type { Dialect } from '../../../lambda/docspace/dialect.ts';
import { createPortal } from '../../../lambda/docspace/portal.ts';
import { proveDisabled } from '../../../lambda/docspace/prove-disabled.ts';
import { proveEnabled } from '../../../lambda/docspace/prove-enabled.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';
import { type PublishedSampleOptions, startPublishedSamplePortal } from '../../portals/published-sample.ts';
import { setRun } from './rig.ts';

const openSample = async (options: PublishedSampleOptions) => {
  const scene = setRun();
  const sample = await startPublishedSamplePortal(options);
  onTestFinished(() => sample.close());
  const client = createPortal({
    portal: sample.url,
    dialect: 'documented',
    fetchApiKey: async () => sample.apiKey,
    fetch,
    now: scene.run.now,
    callTimeoutMs: PATIENT_MS,
  });
  const { clientId } = sample;
  return {
    ...scene,
    client,
    isOn: () => sample.isEnabled(clientId),
    disable: (portal: Dialect = client) => proveDisabled(portal, clientId, { shownOff: false }, scene.run),
    enable: (portal: Dialect = client) => proveEnabled(portal, clientId, scene.run),
  };
};

describe('a portal that speaks the sample only', () => {
  test.each<[string, PublishedSampleOptions, string, string, boolean]>([
    ['and shows clients', { readable: true }, 'proven', 'read-back', true],
    ['and shows clients inside response', { readable: true, wrap: 'response' }, 'proven', 'read-back', true],
    ['and shows clients, but says nothing', { readable: true, wrap: 'empty' }, 'proven', 'read-back', true],
    ['and says the state', {}, 'proven', 'response-body', true],
    ['and says the state inside response', { wrap: 'response' }, 'proven', 'response-body', true],
    ['and says nothing', { wrap: 'empty' }, 'unprovable', 'none', false],
  ])('%s: the proof rests on what there is', async (_name, options, verdict, basis, shown) => {
    const { disable, enable, isOn } = await openSample(options);
    expect(await disable()).toMatchObject({
      verdict,
      basis,
      enabledAfter: shown ? false : null,
      writes: [{ status: 200 }, { status: 200 }],
    });
    expect(isOn()).toBe(false);

    expect(await enable()).toMatchObject({
      verdict,
      basis,
      enabledAfter: shown ? true : null,
      writes: [{ status: 200 }],
    });
    expect(isOn()).toBe(true);
  });

  test('and contradicts what was written is not believed, in either direction', async () => {
    const { disable, enable, client } = await openSample({});
    const stating = (statedEnabled: boolean): Dialect => ({
      ...client,
      setActivation: async (...write) => ({ ...(await client.setActivation(...write)), statedEnabled }),
    });
    expect(await disable(stating(true))).toMatchObject({ verdict: 'unproven', contradicted: true });
    expect(await enable(stating(false))).toMatchObject({ verdict: 'unproven', enabledAfter: false });
  });
});
