import { describe, expect, test } from 'vitest';
import { differences } from './template-differences.ts';

const LONG = 'x'.repeat(120);

describe('what differs is a line by its path', () => {
  test.each([
    ['nothing', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['nothing but the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['a value', { a: { b: 1 } }, { a: { b: 2 } }, ['- a.b: 1', '+ a.b: 2']],
    ['the kind of a value', { a: 'x' }, { a: ['x'] }, ['- a: "x"', '+ a: ["x"]']],
    ['a key that goes', { a: 1, b: { c: 1 } }, { a: 1 }, ['- b']],
    ['a key that comes', { a: 1 }, { a: 1, b: { c: 1 } }, ['+ b: {"c":1}']],
    ['a long part, one line each', {}, { a: { b: LONG, c: {} } }, [`+ a.b: "${LONG}"`, '+ a.c: {}']],
    ['a member that comes', { a: [1, 3] }, { a: [1, 2, 3] }, ['+ a[1]: 2']],
    ['a member that goes', { a: [1, 2, 3] }, { a: [1, 3] }, ['- a[1]: 2']],
    ['a change in a member', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, ['- a[1].b: 2', '+ a[1].b: 3']],
    ['another order of members', { a: [1, 2] }, { a: [2, 1] }, ['- a[0]: 1', '+ a[1]: 1']],
    ['a reference', { a: { Ref: 'B' } }, { a: { Ref: 'C' } }, ['- a: {"Ref":"B"}', '+ a: {"Ref":"C"}']],
    [
      'a few characters of a long text',
      { a: `${LONG}old${LONG}` },
      { a: `${LONG}new${LONG}` },
      [`- a: "…${'x'.repeat(40)}old${'x'.repeat(40)}…"`, `+ a: "…${'x'.repeat(40)}new${'x'.repeat(40)}…"`],
    ],
    [
      'the end of a long text',
      { a: LONG },
      { a: `${LONG}y` },
      [`- a: "…${'x'.repeat(40)}"`, `+ a: "…${'x'.repeat(40)}y"`],
    ],
    ['an empty part of a long path', { [LONG]: {} }, { [LONG]: { a: {} } }, [`+ ${LONG}.a: {}`]],
  ])('%s', (_what, before, after, lines) => {
    expect(differences(before, after)).toEqual(lines);
  });
});
