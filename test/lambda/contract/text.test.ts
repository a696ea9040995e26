import { describe, expect, test } from 'vitest';
import { LineSchema, ReasonSchema } from '../../../lambda/contract/text.ts';

describe.for([
  ['a line', LineSchema, 200],
  ['a reason', ReasonSchema, 1_000],
] as const)('%s', ([, schema, limit]) => {
  test('ordinary text of any script stays as it is', () => {
    const text = 'Zoë’s “CRM” – 日本語 עברית 🔒 a/b <b>&amp;</b> {{x}} %s';
    expect(schema.parse(text)).toBe(text);
  });

  test.for([
    ['a\r\nb', 'a b'],
    ['a\u0000b', 'a b'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['a\u0085b\u2028c\u2029d', 'a b c d'],
    ['\tpadded\n', 'padded'],
  ])('control characters and line ends become blanks: %j', ([given, kept]) => {
    expect(schema.parse(given)).toBe(kept);
  });

  test.for([
    ['bidirectional overrides', 'in\u202evoice\u202c\u2066\u2069\u200e\u200f\u061c', 'invoice'],
    ['zero-width characters', 'a\u200bb\u200c\u200d\u2060\ufeffc', 'abc'],
    ['soft hyphens', 'a\u00adb', 'ab'],
    ['tag characters', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['lone surrogates', 'a\ud800b\udc00', 'ab'],
  ])('%s vanish', ([, given, kept]) => {
    expect(schema.parse(given)).toBe(kept);
  });

  test('it is cut at its limit, not before', () => {
    expect(schema.parse('x'.repeat(limit))).toHaveLength(limit);
    expect(schema.parse('x'.repeat(limit + 1))).toHaveLength(limit);
  });

  test('a cut never leaves half a character', () => {
    expect(schema.parse(`${'x'.repeat(limit - 1)}🔒`)).toBe('x'.repeat(limit - 1));
  });

  test('a cut never leaves a blank at the end, so that a kept text read again is the same', () => {
    const kept = schema.parse(`${'x'.repeat(limit - 1)} y`);
    expect(schema.parse(kept)).toBe(kept);
  });

  test('text behind a wall of control characters is not looked for', () => {
    expect(schema.parse(`${'\u0007'.repeat(1_000_000)}x`)).toBe('');
  });

  test('what is not text is an error', () => {
    for (const given of [7, null, undefined, {}, ['x']]) expect(schema.safeParse(given).success).toBe(false);
  });
});

test('a reason may be longer than a line', () => {
  const sentence = 'y'.repeat(900);
  expect([LineSchema.parse(sentence).length, ReasonSchema.parse(sentence).length]).toEqual([200, 900]);
});
