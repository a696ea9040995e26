import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates, type TlsOptions } from 'node:tls';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { NetworkError } from '../../../lambda/docspace/errors.ts';
import { type Certificate, certificate, selfSigned } from '../../certificates.ts';
import { callerOf, failureOf, listen, serve } from './wire.ts';

/** Long enough for a busy machine to answer, short enough to wait for in a test. */
const SHORT = { callTimeoutMs: 200 };

const failing = async (answer: RequestListener, options = {}) => {
  const { url } = await serve(answer);
  return failureOf(callerOf(url, options)());
};

/** A server that answers the first packet with exactly these bytes and hangs up. */
const saying = (bytes: string) =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end(bytes));
    }),
  );

/** An address at which nobody listens any more. */
const refusing = async () => {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};

describe('no answer', () => {
  test.each<[string, () => Promise<string>, RegExp]>([
    ['a refused connection', () => refusing(), /ECONNREFUSED/],
    // Longer than a name may be: no resolver asks the network about it.
    ['an unknown host', async () => `http://${'a'.repeat(64)}.invalid`, /ENOTFOUND|EAI_/],
    [
      'a plain server spoken to in TLS',
      async () => `https://127.0.0.1:${await saying('HTTP/1.1 400 Bad Request\r\n\r\n')}`,
      /SSL|EPROTO/,
    ],
    [
      'a certificate that nobody trusts',
      async () => {
        const server = createTlsServer(selfSigned(), (_request, response) => response.end('{}'));
        return `https://127.0.0.1:${await listen(server)}`;
      },
      /SELF_SIGNED_CERT/,
    ],
    [
      'something that is no HTTP',
      async () => `http://127.0.0.1:${await saying('SSH-2.0-x\r\n')}`,
      /no answer from the portal/,
    ],
    ['a connection closed in silence', async () => `http://127.0.0.1:${await saying('')}`, /SOCKET|ECONN/],
  ])('%s is a NetworkError that may pass by itself, with its code', async (_name, portal, code) => {
    const error = await failureOf(callerOf(await portal())({ headers: { authorization: 'Bearer sk-k3y' } }));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ name: 'NetworkError', retryable: true });
    expect(error.message).toMatch(code);
    expect(error.message).not.toContain('sk-k3y');
  });

  test('a call that found no connection has not left; one that was cut off may have', async () => {
    const { key, cert } = selfSigned();
    const untrusted = await listen(createTlsServer({ key, cert }));
    const nobody = `http://${'a'.repeat(64)}.invalid`;
    for (const portal of [await refusing(), nobody, `https://127.0.0.1:${untrusted}`])
      expect(await failureOf(callerOf(portal)())).toMatchObject({ operation: 'read client', left: false });
    const cut = `http://127.0.0.1:${await saying('')}`;
    expect(await failureOf(callerOf(cut)())).toMatchObject({ operation: 'read client', left: true });
  });

  test('a reset instead of an answer is a NetworkError', async () => {
    const error = await failing((request) => void request.socket.resetAndDestroy());
    expect(error).toMatchObject({ name: 'NetworkError', retryable: true });
    expect(error.message).toMatch(/ECONNRESET|SOCKET/);
  });

  test('an answer that breaks off in its body is a NetworkError', async () => {
    const error = await failing((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"client_', () => response.socket?.destroy());
    });
    expect(error).toMatchObject({ name: 'NetworkError', retryable: true });
  });

  test.each<[string, unknown, string]>([
    ['a code of its own', { code: 'EPIPE' }, 'EPIPE'],
    [
      'the code of its innermost cause',
      { code: 'OUTER', cause: { code: 'UND_ERR_SOCKET' } },
      'UND_ERR_SOCKET',
    ],
    ['no code', {}, 'no connection'],
    ['a code that is a sentence', { code: 'Bearer sk-k3y was refused' }, 'no connection'],
    ['a code in lower case', { code: 'econnreset' }, 'no connection'],
    ['a code that moves the cursor', { code: 'E\u001b[2J' }, 'no connection'],
    ['a code of two lines', { code: 'ECONNRESET\n' }, 'no connection'],
    ['an empty code', { code: '' }, 'no connection'],
    ['a code of 60 characters', { code: 'E'.repeat(60) }, 'E'.repeat(60)],
    ['a code without end', { code: 'E'.repeat(61) }, 'no connection'],
    ['a code that is a number', { code: 7 }, 'no connection'],
    ['an outer code, and a sentence inside', { code: 'EPIPE', cause: { code: 'sk-k3y' } }, 'EPIPE'],
  ])('with %s names it only where it is one', async (_name, like, shown) => {
    const errorLike = (fields: unknown): Error => {
      const { cause, ...own } = z.looseObject({ cause: z.optional(z.unknown()) }).parse(fields);
      return Object.assign(new Error('sk-k3y', cause === undefined ? {} : { cause: errorLike(cause) }), own);
    };
    const error = await failureOf(
      callerOf('http://portal.example', { fetch: () => Promise.reject(errorLike(like)) })(),
    );
    expect(error).toMatchObject({ name: 'NetworkError' });
    expect(error.message).toContain(`(${shown})`);
    expect(error.message).not.toContain('sk-k3y');
  });

  test('a key that no header can hold does not show in the error', async () => {
    const { url, seen } = await serve((_request, response) => response.end());
    const error = await failureOf(callerOf(url)({ headers: { authorization: 'Bearer sk-k3y\nx' } }));
    expect(error).toMatchObject({ name: 'NetworkError' });
    expect(inspect(error, { depth: null })).not.toContain('sk-k3y');
    expect(seen).toEqual([]);
  });
});

describe('too late', () => {
  test('a portal that does not answer is given up after the time of one call', async () => {
    const error = await failing(() => undefined, SHORT);
    expect(error).toMatchObject({ name: 'TimeoutError', retryable: true });
    expect(error.message).toContain('within 200 ms');
  });

  test('the time covers the body: headers alone are no answer', async () => {
    const error = await failing((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    }, SHORT);
    expect(error).toMatchObject({ name: 'TimeoutError' });
  });

  test('a body that trickles does not stretch the time', async () => {
    const error = await failing((_request, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    }, SHORT);
    expect(error).toMatchObject({ name: 'TimeoutError' });
  });

  test('nor does a logo that never ends, though nothing of it is kept', async () => {
    const error = await failing((_request, response) => {
      response.write('{"logo":"');
      const drip = setInterval(() => response.write('iVBORw0KGgo'), 20);
      response.once('close', () => clearInterval(drip));
    }, SHORT);
    expect(error).toMatchObject({ name: 'TimeoutError' });
  });

  test('a call takes no longer than what is left of the run', async () => {
    const error = await failing(() => undefined, {
      callTimeoutMs: 60_000,
      remainingMs: 150,
      now: () => new Date(0),
    });
    expect(error.message).toContain('within 150 ms');
  });

  test('with no time left nothing is sent', async () => {
    const { url, seen } = await serve((_request, response) => response.end());
    const error = await failureOf(callerOf(url, { remainingMs: 0 })());
    expect(error).toMatchObject({ name: 'DeadlineError', retryable: true });
    expect(seen).toEqual([]);
  });
});

describe('too much', () => {
  const sending =
    (status: number, bytes: number): RequestListener =>
    (_request, response) => {
      response
        .on('error', () => undefined)
        .writeHead(status)
        .end(Buffer.alloc(bytes, 'a'));
    };

  test('a body of 4 MiB is read, one byte more is not a portal’s answer', async () => {
    const { url } = await serve(sending(200, 4 * 1024 * 1024));
    expect((await callerOf(url)()).text).toHaveLength(4 * 1024 * 1024);
    expect(await failing(sending(200, 4 * 1024 * 1024 + 1))).toMatchObject({
      name: 'ResponseSchemaError',
      retryable: false,
    });
  });

  test('an endless body is given up at the cap, not at the end', async () => {
    const error = await failing((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write('a'.repeat(65_536)));
        response.once('drain', pour);
      };
      pour();
    });
    expect(error).toMatchObject({ name: 'ResponseSchemaError' });
    expect(error.message).toContain('4194304 bytes');
  });
});

describe('TLS that fails is named as what it is, with what helps, and nothing has left', () => {
  const authority = certificate('authority', { isCa: true });

  const tlsPortal = async (options: TlsOptions) =>
    `https://localhost:${await listen(createTlsServer(options, (_request, response) => response.end('{}')))}`;

  test.each<[string, () => Promise<string>, RegExp]>([
    [
      'a certificate of a private authority',
      () => tlsPortal(certificate('localhost', { issuer: authority })),
      /UNABLE_TO_VERIFY_LEAF_SIGNATURE.*not trusted.*caCertificateFile \(CA_CERTIFICATE_FILE\)/,
    ],
    [
      'a certificate that is its own authority',
      () => tlsPortal(selfSigned()),
      /SELF_SIGNED_CERT.*not trusted.*caCertificateFile/,
    ],
    [
      'a plain server in the place of an https server',
      async () => `https://localhost:${await saying('HTTP/1.1 400 Bad Request\r\n\r\n')}`,
      /there is no TLS at this address/,
    ],
    [
      'a server that speaks only old versions of TLS',
      () =>
        tlsPortal({ ...selfSigned(), maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' }),
      /older than 1\.2/,
    ],
  ])('%s', async (_name, portal, message) => {
    const error = await failureOf(callerOf(await portal())());
    expect(error).toMatchObject({ name: 'NetworkError', left: false });
    expect(error.message).toMatch(message);
  });

  // A wrong name and an expired date show only to one who trusts the authority.
  test.each<[string, Certificate, RegExp]>([
    [
      'an expired certificate',
      certificate('localhost', { issuer: authority, until: '240101' }),
      /has expired/,
    ],
    [
      'a certificate for another name',
      certificate('portal.example', { issuer: authority }),
      /for another name.*portalUrl/,
    ],
  ])('%s', async (_name, { key, cert }, message) => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, authority.cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    const error = await failureOf(callerOf(await tlsPortal({ key, cert }))());
    expect(error).toMatchObject({ name: 'NetworkError', left: false });
    expect(error.message).toMatch(message);
  });

  test('a portal with a certificate of a trusted private authority is spoken to', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, authority.cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    const { key, cert } = certificate('localhost', { issuer: authority });
    await expect(callerOf(await tlsPortal({ key, cert }))()).resolves.toMatchObject({ status: 200 });
  });

  test.each<[string, string, string, RegExp]>([
    [
      "DocSpace's own IP security",
      'application/json',
      '{"statusCode":403}',
      /DocSpace's IP security or a firewall does not allow the address .*; the key is not the cause/,
    ],
    [
      'a web application firewall',
      'text/html',
      '<html>403 Forbidden</html>',
      /by a page: a firewall or proxy/,
    ],
    ['a load balancer', 'text/plain', 'Forbidden', /DocSpace's IP security or a firewall .* not the cause/],
    [
      'a firewall without a word',
      '',
      '',
      /the signature is not accepted, or DocSpace's IP security or a firewall/,
    ],
  ])(
    'behind TLS of its own, %s that answers 403 is known by its shape',
    async (_name, type, body, message) => {
      const before = getCACertificates('default');
      setDefaultCACertificates([...before, authority.cert]);
      onTestFinished(() => setDefaultCACertificates(before));
      const server = createTlsServer(certificate('localhost', { issuer: authority }), (_request, response) =>
        response.writeHead(403, type === '' ? {} : { 'content-type': type }).end(body),
      );
      const error = await failureOf(
        callerOf(`https://localhost:${await listen(server)}`)({ headers: { 'x-signature': 'signed' } }),
      );
      expect(error).toMatchObject({ name: 'HttpError', status: 403 });
      expect(error.message).toMatch(message);
    },
  );
});
