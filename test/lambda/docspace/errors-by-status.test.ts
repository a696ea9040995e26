import { describe, expect, test } from 'vitest';
import { HttpError, RateLimitedError } from '../../../lambda/docspace/errors.ts';
import { callerOf, failureOf, serve } from './wire.ts';

const HOSTILE = 'Client for uma@one.example was not found; client_secret=5ec7e7';
const problem = ['application/problem+json', JSON.stringify({ title: 'Oh', detail: HOSTILE })] as const;
const html = ['text/html; charset=utf-8', `<html><body>${HOSTILE}</body></html>`] as const;
const json = ['application/json', JSON.stringify({ error: { message: HOSTILE } })] as const;
const plain = ['text/plain', HOSTILE] as const;
const empty = ['', ''] as const;

type Body = readonly [type: string, text: string];

const answering = async (status: number, [type, text]: Body, headers: Record<string, string> = {}) => {
  const { url } = await serve((_request, response) => {
    response.writeHead(status, { ...(type === '' ? {} : { 'content-type': type }), ...headers }).end(text);
  });
  return failureOf(callerOf(url)());
};

const counted = { 'x-ratelimit-remaining': '14', 'x-ratelimit-reset': '0' };

describe('an answer of another status', () => {
  test.each<[string, number, Body, Record<string, string>, RegExp, string, boolean]>([
    ['a malformed request', 400, problem, counted, /malformed \(400\)/, 'problem', false],
    ['a key that is not accepted', 401, empty, {}, /not authenticated \(401\)/, 'empty', false],
    ['a portal that nobody pays for', 402, json, {}, /not paid for \(402\)/, 'json', false],
    ['a guest', 403, problem, counted, /use a DocSpace admin's key/, 'problem', false],
    [
      'a refused key',
      403,
      empty,
      {},
      /the key or its scope is not accepted .* or a firewall/,
      'empty',
      false,
    ],
    ['a key that the sample refuses', 403, json, {}, /the key or its scope is not accepted/, 'json', false],
    ["a firewall's page", 403, html, {}, /by a page: a firewall .* key is not the cause/, 'html', false],
    ['a wrong method or type', 403, empty, counted, /method or content type .* strips/, 'empty', false],
    ['an unknown client', 404, problem, counted, /unknown client \(404\)/, 'problem', false],
    ['no such path', 404, empty, {}, /nothing there \(404\)/, 'empty', false],
    ['no such page', 404, html, {}, /nothing there \(404\)/, 'html', false],
    ['a method of older releases', 405, empty, {}, /proxy in front of the portal blocks it/, 'empty', false],
    ['a teapot', 418, plain, {}, /unexpected status 418/, 'other', false],
    ['a failing service', 500, problem, counted, /the portal failed \(500\).* database up/, 'problem', true],
    ['a failing program', 500, html, {}, /the portal failed \(500\)$/, 'html', true],
    ['a gateway alone', 502, html, {}, /gateway answers but the service .* not \(502\)/, 'html', true],
    ['maintenance', 503, html, {}, /gateway answers .*\(503\)/, 'html', true],
    ['a slow service', 504, empty, {}, /gateway answers .*\(504\)/, 'empty', true],
    ['a status that nobody knows', 599, plain, {}, /the portal failed \(599\)/, 'other', true],
  ])('%s (%i) is reported in our own words, and nothing of its text', async (...row) => {
    const [, status, body, headers, message, shape, retryable] = row;
    const error = await answering(status, body, headers);

    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({
      name: 'HttpError',
      operation: 'read client',
      status,
      shape,
      counted: headers === counted,
      retryable,
    });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^read client: /);
    expect(JSON.stringify({ ...error, message: error.message })).not.toMatch(/uma@one|5ec7e7/);
  });

  test('a body of white space only is an empty one', async () => {
    expect(await answering(403, ['text/html', ' \r\n '])).toMatchObject({ shape: 'empty' });
  });

  test.each([401, 404, 503])('a body that is too long to be read hides no %i', async (status) => {
    const page = ['text/html', `<p>${'a'.repeat(5 * 1024 * 1024)}`] as const;
    expect(await answering(status, page)).toMatchObject({ name: 'HttpError', status, shape: 'html' });
    expect(await answering(429, page, { 'retry-after': '7' })).toMatchObject({ waitMs: 7_000 });
  });

  test('a content type counts in any spelling', async () => {
    expect(await answering(404, ['Application/Problem+JSON', '{}'])).toMatchObject({ shape: 'problem' });
  });

  test('a body without a content type is of no known shape', async () => {
    expect(await answering(404, ['', HOSTILE])).toMatchObject({ shape: 'other' });
  });
});

describe('a signed call that is refused', () => {
  test.each<[Body, RegExp]>([
    [empty, /the signature is not accepted, or DocSpace's IP security or a firewall/],
    [json, /IP security or a firewall .* key is not the cause/],
    [plain, /IP security or a firewall .* key is not the cause/],
    [html, /by a page/],
  ])('with %j names the causes that this leaves', async ([type, text], causes) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(403, type === '' ? {} : { 'content-type': type }).end(text);
    });
    const error = await failureOf(callerOf(url)({ headers: { 'x-signature': 'signed' } }));
    expect(error.message).toMatch(causes);
    expect(error.message).not.toMatch(/scope|uma@one/);
  });
});

describe('an answer of 429', () => {
  test.each<[string, Record<string, string>, number | undefined]>([
    ['nanoseconds', { 'x-ratelimit-reset': '3386000000' }, 3_386],
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['no wait', {}, undefined],
  ])('tells %s', async (_name, headers, waitMs) => {
    const error = await answering(429, problem, { 'x-ratelimit-remaining': '0', ...headers });
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ name: 'RateLimitedError', waitMs, retryable: true });
    expect(error.message).not.toContain('uma@one');
  });
});
