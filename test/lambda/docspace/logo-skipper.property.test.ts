import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { createLogoSkipper } from '../../../lambda/docspace/logo-skipper.ts';
import { DRAWN, FORM, IS_LONG, SEED } from '../../faults/form.ts';

const ObjectSchema = z.looseObject({ logo: z.unknown() });

/** What is left of a body that arrives cut at these places, as text. */
const keptOf = (body: Uint8Array, cuts: readonly number[]): string => {
  const skip = createLogoSkipper();
  const ends = [...cuts.map((cut) => cut % (body.length + 1)), body.length].sort((a, b) => a - b);
  const pieces = ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
  return new TextDecoder().decode(Buffer.concat(pieces.flatMap(skip)));
};

/** What `JSON.parse` makes of a text, as a text that keeps the order of keys; or that it refuses it. */
const read = (text: string, adjust: (value: unknown) => unknown = (value) => value): string => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'refused';
  }
  return JSON.stringify(adjust(value));
};

const withoutLogo = (value: unknown): unknown => {
  const { data } = ObjectSchema.safeParse(value);
  if (Array.isArray(value) || typeof data?.logo !== 'string') return value;
  // Not by a spread: a key `__proto__` must stay one.
  return Object.defineProperty(value, 'logo', { value: '', enumerable: true });
};

const escaped = (letter: string, upper: boolean): string => {
  const digits = letter.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${upper ? digits.toUpperCase() : digits}`;
};

/** A key as it is written between its quotes: `logo` in every spelling, what is nearly that, and others. */
const key = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.constantFrom<[boolean, boolean]>([false, false], [true, false], [true, true]), {
        minLength: 4,
        maxLength: 4,
      })
      .map((how) =>
        how
          .map(([isEscaped, upper], index) => {
            const letter = 'logo'.charAt(index);
            return isEscaped ? escaped(letter, upper) : letter;
          })
          .join(''),
      ),
  },
  fc.constantFrom(
    'Logo',
    'logo ',
    'logos',
    'log',
    '',
    'id',
    '__proto__',
    '\\"logo',
    'l\\\\u006fgo',
    'log\\u006F\\u006f',
    'логотип',
    '\\u004cogo',
  ),
);

/** Text between the quotes of a value: plain, escaped, of several bytes, like JSON itself, and broken. */
const content = fc
  .array(
    fc.oneof(
      { weight: 18, arbitrary: fc.string({ maxLength: 6 }).map((text) => JSON.stringify(text).slice(1, -1)) },
      {
        weight: 12,
        arbitrary: fc.constantFrom(
          '\\"logo\\":\\"x\\"',
          '\\\\',
          '\\u0022',
          '\\/',
          '\\b\\f\\n\\r\\t',
          '\\uD83D\\ude00',
          '\\ud800',
          '🔒',
          'ü',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          'data:image/png;base64,iVBORw0KGgo/',
        ),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '"',
          '\\',
          '\\x',
          '\\u12',
          '\\u12G4',
          '\n',
          '\u0000',
          '\u001f',
          '"logo":"x"',
        ),
      },
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));

const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n', '  ');

const object = (value: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(space, key, space, space, value, space), { minLength: 1, maxLength: 4 })
    .map(
      (members) =>
        `{${members.map(([a, name, b, c, held, d]) => `${a}"${name}"${b}:${c}${held}${d}`).join(',')}}`,
    );

const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      content.map((text) => `"${text}"`),
      fc.constantFrom('true', 'false', 'null', '0', '-0', '1e400', '12.5', '""', '[]', '{}'),
    ),
    object(tie('json')),
    fc.array(tie('json'), { maxLength: 3 }).map((values) => `[${values.join(',')}]`),
  ),
}));

/** What becomes of a body on its way. */
const harm = fc.oneof(
  { weight: 18, arbitrary: fc.constant((body: Uint8Array) => body) },
  {
    weight: 2,
    arbitrary: fc.nat().map((at) => (body: Uint8Array) => body.subarray(0, at % (body.length + 1))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => (body: Uint8Array) => {
      const changed = Uint8Array.from(body);
      if (body.length > 0) changed[at % body.length] = byte;
      return changed;
    }),
  },
);

const mostly = (usual: string, ...others: string[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

const body = fc
  .tuple(
    mostly('', '\ufeff', ' ', '\r\n', ' \ufeff', '\ufeff\ufeff', 'x', '<p>'),
    fc.oneof({ weight: 9, arbitrary: object(json) }, json),
    mostly('', ' ', '\n', '{"logo":"x"}', ',"logo":"x"}', 'x'),
    harm,
  )
  .map(([before, text, after, change]) => change(Buffer.from(`${before}${text}${after}`)));

test('JSON.parse gives of what is kept what it gives of the whole, but for the logo', {
  timeout: IS_LONG ? 1_200_000 : 60_000,
}, () => {
  const tally = { read: 0, refused: 0, skipped: 0 };
  fc.assert(
    fc.property(body, fc.array(fc.nat(), { maxLength: 4 }), (bytes, cuts) => {
      const whole = new TextDecoder().decode(bytes);
      const kept = keptOf(bytes, cuts);
      const expected = read(whole, withoutLogo);
      expect(read(kept)).toBe(expected);
      if (kept.length < whole.length && expected !== 'refused') tally.skipped += 1;
      tally[expected === 'refused' ? 'refused' : 'read'] += 1;
    }),
    { numRuns: DRAWN.bodies[FORM], seed: SEED },
  );
  // Each kind is drawn often enough to mean something.
  for (const count of Object.values(tally)) expect(count).toBeGreaterThan(DRAWN.bodies[FORM] / 20);
});
