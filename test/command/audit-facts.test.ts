import { expect, test } from 'vitest';
import { auditFacts } from '../../command/audit-facts.ts';

const AT = '2026-01-31T03:00:00.000Z';
const USER = '63befcdf-360d-4d21-a09d-dfbef6f82be7';
const none = { events: 0, users: 0, firstAt: null, lastAt: null, userIds: [] };
const nothing = {
  isFiltered: true,
  isCut: false,
  authorised: none,
  edited: none,
  regenerated: none,
  switched: none,
};

test('a result without evidence says nothing of the audit trail', () =>
  expect(auditFacts(undefined)).toEqual([]));

test('an audit trail without the client is no proof that nothing was done', () =>
  expect(auditFacts(nothing)).toEqual([
    'nothing about this client so far; events come seconds late, or never',
  ]));

test('what was done is said with how many did it and when, and who enabled the client again', () =>
  expect(
    auditFacts({
      ...nothing,
      isCut: true,
      authorised: { events: 5, users: 3, firstAt: AT, lastAt: AT, userIds: [USER] },
      reEnabledBy: { userId: USER, at: AT },
    }),
  ).toEqual([
    `users who let it act for them: 3, last at ${AT}`,
    `enabled again by ${USER} at ${AT}`,
    'there may be older events',
  ]));

test('an answer that could not be narrowed to the client says so', () =>
  expect(auditFacts({ ...nothing, isFiltered: false, isCut: true })).toContain(
    "only the portal's latest events could be searched",
  ));
