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

/** The dialect at a server that answers as told. */
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
    probe: () => dialect.probe(ID, run.deadline),
  };
};

const saying = (body: unknown) =>
  speakTo((response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)));
const status = (code: number) => speakTo((response) => response.writeHead(code).end('{}'));

describe('the published sample’s write', () => {
  test.each([false, true])(
    'is a PUT of active: %s and nothing else, with the key itself',
    async (enabled) => {
      const { seen, put } = await saying({ active: enabled });
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

  test('that meets a rotated key is sent once more with the one fetched afresh', async () => {
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

  test.each([400, 403, 500])('that answers %i is told as that, once', async (code) => {
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

describe('what an answer states', () => {
  test.each<[string, unknown, boolean | undefined]>([
    ['bare', { active: false }, false],
    ['inside response', { response: { active: true }, statusCode: 200 }, true],
    ['by another name', { isActive: false }, false],
    ['by the service’s own name', { enabled: true }, true],
    ['by three names that agree', { active: false, isActive: false, enabled: false }, false],
    ['of this very client', { client_id: ID, clientId: ID.toUpperCase(), id: ID, active: false }, false],
    ['by two names that contradict each other', { active: false, enabled: true }, undefined],
    ['of another client', { client_id: OTHER, active: false }, undefined],
    ['of another client by any of its ids', { client_id: ID, id: OTHER, active: false }, undefined],
    ['with an id that is no text', { id: 5, active: false }, undefined],
    ['in words', { active: 'false' }, undefined],
    ['as a number', { active: 0 }, undefined],
    ['as null', { active: null }, undefined],
    ['nothing', {}, undefined],
    ['nothing inside response, whatever stands beside it', { response: {}, active: false }, undefined],
    ['a list', [{ active: false }], undefined],
    ['a bare false', false, undefined],
  ])('%s', async (_name, body, stated) => {
    const { put, read } = await saying(body);
    expect((await put()).statedEnabled).toBe(stated);
    // A read that speaks of a state, yet of none that can be used, must not count as "no such read".
    const readable =
      stated !== undefined || !JSON.stringify(body).includes('"active"') || Array.isArray(body);
    if (readable) expect((await read())?.enabled).toBe(stated);
    else expect(await failureOf(read())).toMatchObject({ name: 'ResponseSchemaError' });
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

  test('is all there is: no probe, no owner', async () => {
    const { dialect, probe, seen } = await status(200);
    expect([await probe(), dialect.owner(), dialect.spoken()]).toEqual([undefined, undefined, 'documented']);
    expect(seen).toEqual([]);
  });
});
