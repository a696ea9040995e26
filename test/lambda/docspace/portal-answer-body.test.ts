import { describe, expect, test } from 'vitest';
import { readBody } from '../../../lambda/docspace/portal-answer.ts';
import { failureOf } from './wire.ts';

const MIB = 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'a');

/** A body in pieces, with that many bytes of one letter where the mark is. */
function* bodyOf(text: string, bytes: number, seen = { bytes: 0 }): Generator<Uint8Array> {
  const [before = '', after = ''] = text.split('@');
  yield Buffer.from(before);
  for (let left = bytes; left > 0; left -= PIECE.length) {
    seen.bytes += Math.min(left, PIECE.length);
    yield PIECE.subarray(0, left);
  }
  yield Buffer.from(after);
}

const LOGO = '{"client_id":"c","logo":"@","enabled":true}';

describe('what is kept of a body', () => {
  test('a logo of 100 MB leaves the few bytes around it, and a client that can be read', async () => {
    const text = await readBody(bodyOf(LOGO, 100_000_000), 'read client');
    expect(text).toBe('{"client_id":"c","logo":"","enabled":true}');
  });

  test.each<[string, string]>([
    ['under another key', '{"description":"@"}'],
    ['under a key that only resembles it', '{"Logo":"@"}'],
    ['under logo in another object', '{"response":{"logo":"@"}}'],
    ['under logo in a list', '[{"logo":"@"}]'],
    ['in a list under logo', '{"logo":["@"]}'],
    ['in a key', '{"logo@":1}'],
    ['in no JSON at all', '<p>"logo":"@'],
  ])('a string %s stays, and counts: 4 MiB are read, one byte more is not', async (_name, body) => {
    const room = 4 * MIB - (body.length - 1);
    expect(await readBody(bodyOf(body, room), 'read client')).toHaveLength(4 * MIB);
    const error = await failureOf(readBody(bodyOf(body, room + 1), 'read client'));
    expect(error).toMatchObject({ name: 'ResponseSchemaError', retryable: false });
    expect(error.message).toContain('4194304 bytes');
  });

  test('a logo has an end as well: 128 MiB are read, and no more is asked for', async () => {
    const room = 128 * MIB - (LOGO.length - 1);
    expect(await readBody(bodyOf(LOGO, room), 'read client')).toContain('"enabled":true');
    const seen = { bytes: 0 };
    const error = await failureOf(readBody(bodyOf(LOGO, 1_000 * MIB, seen), 'read client'));
    expect(error).toMatchObject({ name: 'ResponseSchemaError', retryable: false });
    expect(error.message).toContain('134217728 bytes');
    expect(seen.bytes).toBeLessThanOrEqual(128 * MIB + PIECE.length);
  });

  test('a logo that no JSON may hold keeps nothing that comes after it', async () => {
    const text = await readBody(bodyOf('{"logo":"\\x@","enabled":true}', 10 * MIB), 'read client');
    expect(text).toBe('{"logo":"');
  });
});
