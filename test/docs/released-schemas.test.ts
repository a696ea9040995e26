import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { SCHEMA_VERSION } from '../../lambda/contract/result.ts';
import { breakingChanges } from './breaking-changes.ts';

const FOLDER = new URL('../../docs/schemas/', import.meta.url);

const VersionedSchema = z.looseObject({
  properties: z.looseObject({ schemaVersion: z.looseObject({ const: z.string() }) }),
});

const read = (name: string) => VersionedSchema.parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));

const versionOf = (text: string) => {
  const [major = Number.NaN, minor = Number.NaN] = text.split('.').map(Number);
  return { major, minor };
};

/** Without what differs between any two versions. */
const withoutVersion = ({ properties, ...schema }: z.infer<typeof VersionedSchema>) => {
  const { schemaVersion: _, ...others } = properties;
  return { ...schema, properties: others };
};

/** Every released schema there is; result-2.0.json is that of the first release. */
const released = readdirSync(FOLDER).flatMap((name) => /^result-(\d+\.\d+)\.json$/.exec(name)?.[1] ?? []);
const current = read('result.json');
const now = versionOf(SCHEMA_VERSION);

test('the current schema is of the version that the code sends', () => {
  expect(current.properties.schemaVersion.const).toBe(SCHEMA_VERSION);
});

for (const version of released)
  describe(`against the released result-${version}.json`, () => {
    const schema = read(`result-${version}.json`);
    const then = versionOf(version);

    test('it is the schema of its version', () => {
      expect(schema.properties.schemaVersion.const).toBe(version);
    });

    test('a result that changed has a later version', () => {
      const isSame = JSON.stringify(withoutVersion(schema)) === JSON.stringify(withoutVersion(current));
      const isLater = now.major > then.major || (now.major === then.major && now.minor > then.minor);
      expect(isSame || isLater).toBe(true);
    });

    test('only a step of the first number may take anything away', () => {
      const changes = breakingChanges(withoutVersion(schema), withoutVersion(current));
      if (now.major === then.major) expect(changes).toEqual([]);
    });
  });

describe('what takes something away from a consumer', () => {
  const base = {
    type: 'object',
    properties: {
      a: { type: 'string' },
      b: { type: 'string', enum: ['x', 'y'] },
      c: {
        type: 'array',
        items: { type: 'object', properties: { d: { type: 'integer' } }, required: ['d'] },
      },
      e: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    },
    required: ['a', 'b'],
  };
  const { a, b, c, e } = base.properties;
  const list = (properties: object, required: string[] = ['d']) => ({
    type: 'array',
    items: { type: 'object', properties, required },
  });
  const changed = (properties: object, required = base.required) =>
    breakingChanges(base, { ...base, properties, required });

  test.for([
    ['a property is gone', changed({ b, c, e }), 'result.a is gone'],
    ['a property may be absent', changed({ a, b, c, e }, ['a']), 'result.b may be absent'],
    ['another type', changed({ a: { type: 'integer' }, b, c, e }), 'result.a is of another type'],
    [
      'a type that may be null',
      changed({ a: { anyOf: [{ type: 'string' }, { type: 'null' }] }, b, c, e }),
      'result.a is of another type',
    ],
    [
      'another format',
      changed({ a: { type: 'string', format: 'uri' }, b, c, e }),
      'result.a is of another type',
    ],
    [
      'a closed list',
      changed({ a: { type: 'string', enum: ['x'] }, b, c, e }),
      'result.a is of another type',
    ],
    [
      'a value is gone',
      changed({ a, b: { type: 'string', enum: ['x'] }, c, e }),
      'result.b has no value "y" any more',
    ],
    ['deep down', changed({ a, b, c: list({}), e }), 'result.c[].d is gone'],
    [
      'deep down, absent',
      changed({ a, b, c: list({ d: { type: 'integer' } }, []), e }),
      'result.c[].d may be absent',
    ],
    ['never null any more', changed({ a, b, c, e: { type: 'string' } }), 'result.e is of another type'],
  ] as const)('%s', ([, changes, reported]) => {
    expect(changes).toContain(reported);
  });

  test.for([
    ['nothing', changed({ a, b, c, e })],
    ['a new property, also a required one', changed({ a, b, c, e, f: a }, ['a', 'b', 'f'])],
    ['a new value', changed({ a, b: { type: 'string', enum: ['x', 'y', 'z'] }, c, e })],
    ['a property that is always there now', changed({ a, b, c, e }, ['a', 'b', 'c'])],
    ['a description', changed({ a: { ...a, description: 'new' }, b, c, e })],
  ] as const)('not: %s', ([, changes]) => {
    expect(changes).toEqual([]);
  });
});
