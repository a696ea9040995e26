import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { type Portal, type PortalOptions, startPortal } from '../../../local/portal/simulator.ts';

export const openPortal = async (options?: PortalOptions): Promise<Portal> => {
  const portal = await startPortal(options);
  onTestFinished(() => portal.close());
  return portal;
};

/** A clock that only the test moves. */
export const stoppedClock = () => {
  let ms = Date.UTC(2026, 2, 4, 5, 6, 7);
  return {
    now: () => ms,
    pass: (seconds: number) => {
      ms += seconds * 1000;
    },
  };
};

const TokenAnswer = z.object({ response: z.string() });

export const exchangeKey = (portal: Portal, key: string): Promise<Response> =>
  fetch(`${portal.url}/api/2.0/security/oauth2/token`, { headers: { authorization: `Bearer ${key}` } });

export const signatureFor = async (portal: Portal, key: string = portal.keys.admin): Promise<string> =>
  TokenAnswer.parse(await (await exchangeKey(portal, key)).json()).response;

type Send = (
  method: string,
  path: string,
  options?: { body?: string; headers?: Record<string, string> },
) => Promise<Response>;

const json = { 'content-type': 'application/json' };

/** Requests signed by the owner of a key, and the two that most tests need. */
export const signedCaller = async (portal: Portal, key?: string) => {
  const signature = await signatureFor(portal, key);
  const send: Send = (method, path, { body, headers } = {}) =>
    fetch(`${portal.url}/api/2.0/clients${path}`, {
      method,
      headers: { 'x-signature': signature, ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
    });
  return {
    signature,
    send,
    activate: (id: string, body: string) => send('PATCH', `/${id}/activation`, { body, headers: json }),
    disable: (id: string) => send('PATCH', `/${id}/activation`, { body: '{"status":false}', headers: json }),
    enable: (id: string) => send('PATCH', `/${id}/activation`, { body: '{"status":true}', headers: json }),
    read: (id: string) => send('GET', `/${id}`),
    edit: (id: string, body = '{"name":"Renamed"}') => send('PUT', `/${id}`, { body, headers: json }),
  };
};

export type RawAnswer = { status: number | undefined; headers: Record<string, unknown>; body: string };

/** Exactly these headers and exactly this path: `fetch` would add the one and tidy up the other. */
export const sendRaw = (
  portal: Portal,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    request(portal.url, { method, path, headers, agent: false }, async (answer) => {
      resolve({ status: answer.statusCode, headers: answer.headers, body: await text(answer) });
    })
      .on('error', reject)
      .end(body);
  });

const AccessToken = z.object({ access_token: z.string() });

export const requestAccessToken = (portal: Portal, app: { clientId: string; clientSecret: string }) =>
  fetch(`${portal.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: app.clientId,
      client_secret: app.clientSecret,
    }),
  });

export const accessTokenOf = async (
  portal: Portal,
  app: { clientId: string; clientSecret: string },
): Promise<string> => AccessToken.parse(await (await requestAccessToken(portal, app)).json()).access_token;

/** The status with which the app's file list is answered. */
export const listFiles = async (portal: Portal, token: string): Promise<number> =>
  (await fetch(`${portal.url}/api/2.0/files/@my`, { headers: { authorization: `Bearer ${token}` } })).status;

export const introspect = async (portal: Portal, token: string): Promise<unknown> =>
  (
    await fetch(`${portal.url}/oauth2/introspect`, { method: 'POST', body: new URLSearchParams({ token }) })
  ).json();
