import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { documentedDialect } from '../../../lambda/docspace/documented-dialect.ts';
import { createPortalHttp } from '../../../lambda/docspace/portal-http.ts';
import { isUnknownClient } from '../../../lambda/docspace/unknown-client.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';
import { setRun } from './rig.ts';
import { failureOf, serve } from './wire.ts';

const ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
const OTHER = '11111111-1bd3-47d5-94c6-be2d3570e168';

/** The dialect at a server that answers as given. */
const speakTo = async (answer: (response: ServerResponse, count: number) => void) => {
  const { run } = setRun();
  const { url, seen } = await serve((_request, response) => answer(response, seen.length));
  const asked: boolean[] = [];
  const fetchApiKey = async ({ fresh }: { fresh: boolean }) => {
    asked.push(fresh);
    return fresh ? 'sk-fresh' : 'sk-cached';
  };
  const http = createPortalHttp({ portal: url, fetch, now: run.now, callTimeoutMs: PATIENT_MS });
  const dialect = documentedDialect(http, fetchApiKey);
  return {
    dialect,
    seen,
    asked,
    put: (enabled = false) => dialect.setActivation(ID, enabled, run.deadline),
    read: () => dialect.readClient(ID, run.deadline),
    signIn: () => dialect.signIn(run.deadline),
  };
};

const saying = (body: unknown) =>
  speakTo((response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)));
const status = (code: number) => speakTo((response) => response.writeHead(code).end('{}'));

describe('the published sample’s write', () => {
  test.each([false, true])(
    'is a PUT of active: %s and nothing else, with the key itself',
    async (enabled) => {
      const { seen, put } = await saying({ client_id: ID, active: enabled });
      expect(await put(enabled)).toMatchObject({ status: 200, statedEnabled: enabled });
      expect(seen).toMatchObject([
        {
          method: 'PUT',
          path: `/api/2.0/clients/${ID}/activation`,
          body: `{"active":${enabled}}`,
          headers: { authorization: 'Bearer sk-cached' },
        },
      ]);
      expect(seen[0]?.headers).not.toHaveProperty('x-signature');
    },
  );

  test('that meets a rotated key is sent once more with the one fetched again', async () => {
    const { seen, asked, put } = await speakTo((response, count) =>
      response.writeHead(count === 1 ? 401 : 200).end('{}'),
    );
    await put();
    expect(asked).toEqual([false, true]);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk-cached', 'Bearer sk-fresh']);
  });

  test('that is refused twice is refused for good', async () => {
    const { put, seen } = await status(401);
    expect(await failureOf(put())).toMatchObject({ name: 'KeyRefusedError' });
    expect(seen).toHaveLength(2);
  });

  test('that answers 404 does not know the client', async () => {
    const { dialect, put } = await status(404);
    expect(isUnknownClient(await failureOf(put()), dialect)).toBe(true);
  });

  test.each([400, 403, 500])('that answers %i is reported as that, once', async (code) => {
    const { put, seen } = await status(code);
    expect(await failureOf(put())).toMatchObject({ name: 'HttpError', status: code });
    expect(seen).toHaveLength(1);
  });

  test('is not done where a page answers 200: a sign-in or maintenance page changes nothing', async () => {
    const { put } = await speakTo((response) =>
      response.setHeader('content-type', 'text/html').end('<html>back soon</html>'),
    );
    expect(await failureOf(put())).toMatchObject({ name: 'ResponseSchemaError' });
  });
});

/** What a body proves: a state, nothing, or less than nothing, which is refused. */
type Proves = boolean | 'nothing' | 'refused';

describe('what an answer proves', () => {
  const off = { client_id: ID, active: false };

  test.each<[string, unknown, Proves]>([
    ['bare, with the id', off, false],
    ['inside response', { response: { id: ID, active: true }, statusCode: 200 }, true],
    ['by another name', { clientId: ID, isActive: false }, false],
    ['by the service’s own name', { client_id: ID, enabled: true }, true],
    ['by names in other spellings', { ClientId: ID, is_active: false, IsEnabled: false }, false],
    ['by three names that agree', { ...off, isActive: false, enabled: false }, false],
    ['of this client, by three ids', { ...off, clientId: ID.toUpperCase(), id: ID }, false],
    ['beside what says that all is well', { ...off, status: 0, error: null, errors: [], ok: true }, false],
    ['outside and inside alike', { ...off, response: off }, false],
    ['outside, with a client of another owner inside', { ...off, created_by: { id: OTHER } }, false],

    ['our own body come back', { active: false }, 'nothing'],
    ['our own body come back inside response', { response: { active: false } }, 'nothing'],
    [
      'our own request come back',
      {
        url: `/api/2.0/clients/${ID}/activation`,
        method: 'PUT',
        params: { id: ID },
        json: { active: false },
      },
      'nothing',
    ],
    ['an id outside and a state inside', { id: ID, response: { active: false } }, 'nothing'],
    ['a state outside and an id inside', { active: false, response: { id: ID } }, 'nothing'],
    ['a state that is deeper inside', { client_id: ID, data: { active: false } }, 'nothing'],
    ['the id alone', { client_id: ID }, 'nothing'],
    ['nothing', {}, 'nothing'],
    ['nothing inside response', { response: {} }, 'nothing'],
    ['a list', [off], 'nothing'],
    ['null', null, 'nothing'],
    ['a bare false', false, 'nothing'],

    ['two names that contradict each other', { ...off, enabled: true }, 'refused'],
    ['on outside and off inside', { active: true, response: off }, 'refused'],
    ['off outside and on inside', { ...off, response: { active: true } }, 'refused'],
    ['off, and on deep inside', { ...off, response: { client: [{ x: { enabled: true } }] } }, 'refused'],
    ['another client', { client_id: OTHER, active: false }, 'refused'],
    ['another client by one of its ids', { ...off, id: OTHER }, 'refused'],
    ['another client beside response', { client_id: OTHER, response: off }, 'refused'],
    ['another client inside response', { ...off, response: { id: OTHER } }, 'refused'],
    ['another client deep inside', { response: { ...off, links: [{ clientId: OTHER }] } }, 'refused'],
    ['another client and its state deep inside', { ...off, client: { id: OTHER, active: false } }, 'refused'],
    ['an id that is no text', { ...off, id: 5 }, 'refused'],
    ['an error beside it', { ...off, error: { message: 'no' } }, 'refused'],
    ['an error around it', { error: 'no', response: off }, 'refused'],
    ['an error within it', { response: { ...off, details: { errors: ['no'] } } }, 'refused'],
    ['an error alone', { error: { message: 'No such client' } }, 'refused'],
    ['no success', { success: false, response: off }, 'refused'],
    ['a status of failure', { response: off, statusCode: 500 }, 'refused'],
    ['a state in words', { client_id: ID, active: 'false' }, 'refused'],
    ['a state as a number', { client_id: ID, active: 0 }, 'refused'],
    ['a state that is null', { client_id: ID, active: null }, 'refused'],
    ['a state in an object', { client_id: ID, active: { value: false } }, 'refused'],
  ])('%s', async (_name, body, proves) => {
    const { put, read } = await saying(body);
    if (proves === 'refused') {
      const error = await failureOf(put());
      expect(error).toMatchObject({ name: 'ResponseSchemaError', operation: 'change activation' });
      expect(error.message).not.toContain(OTHER);
      expect(await failureOf(read())).toMatchObject({ name: 'ResponseSchemaError' });
      return;
    }
    const stated = proves === 'nothing' ? undefined : proves;
    expect((await put()).statedEnabled).toBe(stated);
    // A read that shows a state, yet of nobody in particular, must not count as "no such read".
    if (stated === undefined && JSON.stringify(body).includes('"active"'))
      expect(await failureOf(read())).toMatchObject({ name: 'ResponseSchemaError' });
    else expect((await read())?.enabled).toBe(stated);
  });

  test('an answer a hundred thousand levels deep is read to its end', async () => {
    const deep = (inside: string) =>
      `{"client_id":"${ID}","active":false,"x":${'['.repeat(100_000)}${inside}${']'.repeat(100_000)}}`;
    const quiet = await speakTo((response) => response.end(deep('')));
    expect((await quiet.put()).statedEnabled).toBe(false);
    const withState = await speakTo((response) => response.end(deep('{"active":true}')));
    expect(await failureOf(withState.put())).toMatchObject({ name: 'ResponseSchemaError' });
  });
});

describe('the read that the sample does not promise', () => {
  test('gives a client where there is one', async () => {
    const { read } = await saying({ response: { id: ID, name: 'CRM\u0007', tenant: 3, active: true } });
    expect(await read()).toEqual({ clientId: ID, name: 'CRM', tenant: 3, enabled: true });
  });

  test.each([403, 404, 405, 501])('answered with %i says nothing', async (code) => {
    const { read } = await status(code);
    expect(await read()).toBeUndefined();
  });

  test.each([400, 429, 500, 502])('answered with %i is an error', async (code) => {
    const { read } = await status(code);
    await failureOf(read());
  });

  test('is all there is: no signature, no owner', async () => {
    const { dialect, signIn, seen } = await status(200);
    expect([await signIn(), dialect.owner(), dialect.spoken()]).toEqual([false, undefined, 'documented']);
    expect(seen).toEqual([]);
  });
});
