import { expect, test } from 'vitest';
import { PROTECTED_ID } from './deployments.ts';
import { setStage } from './stage.ts';

const NOBODY = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
const YEARS_AGO = '2020-01-01T00:00:00Z';

test.for([
  ['below the severity', { severity: 'low' }, { outcome: 'refused', guard: { name: 'below-severity' } }],
  [
    'of a protected client',
    { clientId: PROTECTED_ID },
    { outcome: 'refused', guard: { name: 'protected-client' } },
  ],
  [
    'of another portal',
    { portal: 'https://other.example' },
    { outcome: 'refused', guard: { name: 'wrong-portal' } },
  ],
  ['past its age', { detectedAt: YEARS_AGO }, { outcome: 'refused', guard: { name: 'stale-alert' } }],
  ['of an unknown client', { clientId: NOBODY }, { outcome: 'not-found' }],
  ['with a name for an id', { clientId: 'Northwind CRM' }, { outcome: 'invalid', client: null }],
  ['that asks for an enable', { action: 'enable' }, { outcome: 'invalid' }],
  ['that is a drill', { dryRun: true }, { outcome: 'dry-run', client: { enabledBefore: true } }],
] as const)('an alert %s ends with a result, and nothing is written', async ([, detail, expected]) => {
  const { portal, killSwitch, results } = await setStage();
  const [eventId = ''] = await killSwitch.alert({ clientId: portal.clients.crm.clientId, ...detail });
  expect(await results.of(eventId)).toMatchObject([{ ...expected, final: true, proof: { writes: [] } }]);
  expect(portal.activationWrites()).toEqual([]);
});
