import { describe, expect, test } from 'vitest';
import { REQUEST_KEYS } from '../../../lambda/contract/manual-request.ts';
import { isByHand } from '../../../lambda/requests/by-hand.ts';
import { setStage } from '../../stage.ts';
import { invalidWithoutCall } from './door.ts';

test.each(REQUEST_KEYS)('an object with the key %s is read as a request by hand', (key) => {
  expect(isByHand({ [key]: 1 })).toBe(true);
});

test.each(['acton', 'cleintId', 'client_id', 'reasn', 'dry-run', 'dryrum', 'Operater'])(
  'an object with the mistyped key %s is read as a request by hand: the answer names the problem, and no alarm follows',
  async (key) => {
    const { invoke, portal, published } = await setStage();
    expect(await invoke({ [key]: [] })).toMatchObject({ outcome: 'invalid', trigger: { type: 'manual' } });
    expect([published(), portal.calls]).toEqual([[], []]);
  },
);

describe('a key of a machine that is one letter away from a rare key of a request is no slip of a person', () => {
  test.each(['age', 'pages', 'pag', 'stage', 'rage', 'acceptUnrotatedSecrets'])(
    '%s: the payload is an invalid alert, published; the portal is not touched',
    async (key) => {
      expect((await invalidWithoutCall({ [key]: 5, host: 'x' })).trigger.type).toBe('alert');
    },
  );
});
