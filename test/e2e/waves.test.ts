import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const CLIENTS = 5;
const ALERTS = 20;
/** The emulator starts a process for each alert at a time: more of them would measure the machine only. */
const WAVE = 4;

test('20 alerts for 5 clients, 4 at a time, disable every client, and each alert gets its result', async () => {
  const { portal, killSwitch, results } = await setStage();
  const clientIds = Array.from({ length: CLIENTS }, () => portal.addClient().clientId);
  const details = Array.from({ length: ALERTS }, (_, at) => ({ clientId: clientIds[at % CLIENTS] }));
  for (let sent = 0; sent < ALERTS; sent += WAVE) {
    const eventIds = await killSwitch.alert(...details.slice(sent, sent + WAVE));
    for (const eventId of eventIds) expect(await results.of(eventId)).toHaveLength(1);
  }
  expect(results.seen).toHaveLength(ALERTS);
  for (const { outcome, final, proof } of results.seen) {
    expect(['disabled', 'already-disabled']).toContain(outcome);
    expect(final).toBe(true);
    expect(proof.writes.length).toBeLessThanOrEqual(4);
  }
  for (const clientId of clientIds) expect(portal.databaseEnabled(clientId)).toBe(false);
  const written = results.seen.reduce((sum, { proof }) => sum + proof.writes.length, 0);
  expect(portal.activationWrites()).toHaveLength(written);
});

test('4 alerts for one client at once disable it, with at most 4 writes each', async () => {
  const { portal, killSwitch, results } = await setStage();
  const { clientId } = portal.addClient();
  const eventIds = await killSwitch.alert(...Array.from({ length: WAVE }, () => ({ clientId })));
  for (const eventId of eventIds) {
    const [result, ...copies] = await results.of(eventId);
    expect(['disabled', 'already-disabled']).toContain(result?.outcome);
    expect(result?.proof.writes.length).toBeLessThanOrEqual(4);
    expect(copies).toEqual([]);
  }
  expect(portal.databaseEnabled(clientId)).toBe(false);
});
