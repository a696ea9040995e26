import { describe, expect, test } from 'vitest';
import { protectedClient } from '../../../lambda/policy/protected-client.ts';
import { alert, byHand, CLIENT_ID, OTHER_ID, policyOf, unread } from './requests.ts';

describe('protected-client', () => {
  const policy = policyOf({ PROTECTED_CLIENT_IDS: `${OTHER_ID}, ${CLIENT_ID.toUpperCase()}` });

  test.for([alert(), byHand('disable'), byHand('enable'), alert({ dryRun: true })])(
    'an alert and a person alike are refused: %o',
    (request) => {
      expect(protectedClient(request, unread, policy)).toEqual({
        name: 'protected-client',
        message: `${CLIENT_ID} is on the protected list; to act on it, take it off the list first`,
      });
    },
  );

  test('a client that is not on the list passes', () => {
    const others = policyOf({ PROTECTED_CLIENT_IDS: OTHER_ID });
    expect(protectedClient(alert(), unread, others)).toBeUndefined();
    expect(protectedClient(alert(), unread, policyOf())).toBeUndefined();
  });
});
