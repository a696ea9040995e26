import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createProxy, request as forward } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { certificate } from '../certificates.ts';
import { folderWith } from '../folders.ts';
import { listen } from '../lambda/docspace/wire.ts';
import { onlyAwsVariables } from './aws-variables.ts';
import { openPortal, run } from './fake-terminal.ts';

const authority = certificate('authority', { isCa: true });
const caFile = () => join(folderWith({ 'ca.pem': authority.cert }), 'ca.pem');

/** The simulated portal behind a server with a certificate of a private authority. */
const openTlsPortal = async () => {
  const { portal, env } = await openPortal();
  const server = createTlsServer(certificate('localhost', { issuer: authority }), (request, response) => {
    const { method, url, headers } = request;
    request.pipe(
      forward(new URL(url ?? '/', portal.url), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  return { ...env, PORTAL_URL: `https://localhost:${await listen(server)}` };
};

/** A forward proxy that opens tunnels and counts them. */
const openProxy = async () => {
  const tunnels: (string | undefined)[] = [];
  const proxy = createProxy().on('connect', ({ url }, client) => {
    tunnels.push(url);
    const [host, port] = (url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    for (const socket of [client, onward]) socket.on('error', () => undefined);
  });
  return { url: `http://127.0.0.1:${await listen(proxy)}`, tunnels };
};

/** A process of its own: what it trusts, and where it goes, holds for a whole process. */
const start = async (env: Record<string, string>) => {
  const child = spawn(process.execPath, ['command/start.mjs', 'check'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code };
};

describe('a portal with a certificate of a private authority', () => {
  test('is not spoken to, and the message names what helps', async () => {
    const { out, code } = await run(['check'], { env: await openTlsPortal() });
    expect(code).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('its certificate is not trusted');
  });

  test('is spoken to with CA_CERTIFICATE_FILE', async () => {
    const { out, code } = await start({ ...(await openTlsPortal()), CA_CERTIFICATE_FILE: caFile() });
    expect(out).toMatch(/^healthy/m);
    expect(code).toBe(0);
  });

  test('is spoken to with the variables that a deploy gives to the function', async () => {
    const { url, tunnels } = await openProxy();
    const { out } = await start({
      ...(await openTlsPortal()),
      NODE_EXTRA_CA_CERTS: caFile(),
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: url,
    });
    expect(out).toMatch(/^healthy/m);
    expect(tunnels.length).toBeGreaterThan(0);
  });
});

describe('a portal behind a forward proxy', () => {
  test('is reached through HTTPS_PROXY', async () => {
    const { url, tunnels } = await openProxy();
    const env = await openTlsPortal();
    const { code } = await start({ ...env, CA_CERTIFICATE_FILE: caFile(), HTTPS_PROXY: url });
    expect(code).toBe(0);
    expect(tunnels).toContain(new URL(env.PORTAL_URL).host);
  });

  test('is reached without it where NO_PROXY names the portal', async () => {
    const { url, tunnels } = await openProxy();
    const env = await openTlsPortal();
    const { code } = await start({
      ...env,
      CA_CERTIFICATE_FILE: caFile(),
      HTTPS_PROXY: url,
      NO_PROXY: 'localhost',
    });
    expect([code, tunnels]).toEqual([0, []]);
  });
});

test('AWS is reached through HTTPS_PROXY, too', async () => {
  const asked: (string | undefined)[] = [];
  const proxy = createProxy().on('connect', ({ url }, client) => {
    asked.push(url);
    client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  onlyAwsVariables({ AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: 'nothing' });
  const { out, err, code } = await run(['check', '--stack', 'Any'], {
    env: {
      AWS_REGION: 'eu-central-1',
      HTTPS_PROXY: `http://127.0.0.1:${await listen(proxy)}`,
    },
  });
  expect([out, code]).toEqual(['', 2]);
  expect(err).toMatch(/^error: /);
  expect(new Set(asked)).toEqual(new Set(['cloudformation.eu-central-1.amazonaws.com:443']));
});

test.each([
  [{ CA_CERTIFICATE_FILE: 'none.pem' }, 'CA_CERTIFICATE_FILE: none.pem cannot be read'],
  [{ HTTPS_PROXY: 'proxy:3128' }, 'HTTPS_PROXY must be an address such as http://proxy.example.com:3128'],
])('%o ends with exit code 2 and one sentence', async (variables, message) => {
  const { code, out, err } = await run(['check'], {
    env: { PORTAL_URL: 'http://127.0.0.1:9', API_KEY: `sk-${'0'.repeat(64)}`, ...variables },
  });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('the certificate file is looked for where the person stands', async () => {
  const { code, err } = await run(['check'], {
    env: {
      PORTAL_URL: 'http://127.0.0.1:9',
      API_KEY: `sk-${'0'.repeat(64)}`,
      CA_CERTIFICATE_FILE: 'ca.pem',
    },
    folder: folderWith({ 'ca.pem': 'no certificate' }),
  });
  expect([code, err]).toEqual([2, expect.stringContaining('ca.pem holds no certificate')]);
});
