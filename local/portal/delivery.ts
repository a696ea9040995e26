import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import type { Answer } from './answer.ts';
import type { Delivery } from './fault-effect.ts';

const chunk = 'a'.repeat(64 * 1024);

function* hugeJson(bytes: number): Generator<string> {
  yield '{"response":"';
  for (let left = bytes; left > 0; left -= chunk.length) yield chunk.slice(0, left);
  yield '"}';
}

const head = (raw: ServerResponse, { status, headers }: Answer, more: Answer['headers'] = {}): void => {
  raw.writeHead(status, { ...headers, ...more });
  raw.flushHeaders();
};

const sendPlain = (raw: ServerResponse, { body, headers, status }: Answer): void => {
  raw.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
};

const sendSlowly = (raw: ServerResponse, answer: Answer, ms: number): void => {
  head(raw, answer);
  const timer = setTimeout(() => raw.end(answer.body), ms);
  raw.once('close', () => clearTimeout(timer));
};

const sendHuge = async (raw: ServerResponse, answer: Answer, bytes: number): Promise<void> => {
  head(raw, answer, { 'content-type': 'application/json' });
  // A caller that limits the body hangs up in the middle; that is no error here.
  await pipeline(Readable.from(hugeJson(bytes)), raw).catch(() => undefined);
};

const sendCut = (raw: ServerResponse, answer: Answer, abrupt: boolean): void => {
  const full = answer.body === '' ? '{"status":200}' : answer.body;
  const half = full.slice(0, Math.ceil(full.length / 2));
  const length = String(abrupt ? full.length : half.length);
  head(raw, answer, { 'content-type': 'application/json', 'content-length': length });
  if (abrupt) raw.write(half, () => raw.socket?.destroy());
  else raw.end(half);
};

/**
 * Sends an answer, or leaves the caller without one. Not through the library's own reply, which would
 * add a content type where the service sends none.
 */
export const deliver = async (delivery: Delivery, reply: FastifyReply, date: string): Promise<void> => {
  const { raw } = reply.hijack();
  raw.setHeader('date', date);
  switch (delivery.kind) {
    case 'plain':
      return sendPlain(raw, delivery.answer);
    case 'huge-body':
      return sendHuge(raw, delivery.answer, delivery.bytes);
    case 'slow-body':
      return sendSlowly(raw, delivery.answer, delivery.ms);
    case 'cut':
      return sendCut(raw, delivery.answer, delivery.abrupt);
    case 'reset':
      raw.socket?.resetAndDestroy();
      return;
    case 'silence':
      return;
    default:
      delivery satisfies never;
  }
};
