import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readEventFile } from '../../command/event-file.ts';
import { THREE_AM } from '../alerts.ts';
import { FIXTURE_CLIENT } from '../findings.ts';
import { run } from './fake-terminal.ts';

const EVENT = { source: 'security.alerts', detail: { clientId: FIXTURE_CLIENT, reason: 'gestohlen: Ü' } };
const TEXT = JSON.stringify(EVENT, null, 2);

const read = (bytes: Buffer | string) => {
  let ids = 0;
  return readEventFile('-', {
    stdin: Readable.from([Buffer.from(bytes)]),
    folder: '.',
    now: () => new Date(THREE_AM),
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
  });
};

const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();

describe('an event is read in whatever way it was written down', () => {
  test.for([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark (Notepad)', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 LE with a byte order mark (PowerShell >)', utf16le(`\ufeff${TEXT}`)],
    ['UTF-16 BE with a byte order mark', utf16be(`\ufeff${TEXT}`)],
    ['UTF-16 LE without one', utf16le(TEXT)],
    ['UTF-16 BE without one', utf16be(TEXT)],
    ['gzip (CloudWatch, Firehose)', gzipSync(TEXT)],
    ['gzip of UTF-16', gzipSync(utf16le(`\ufeff${TEXT}`))],
    ['Windows line ends', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
  ] as const)('%s', async ([, bytes]) => {
    expect(await read(bytes)).toEqual(EVENT);
  });
});

describe('several lines of JSON are an array of events', () => {
  const line = JSON.stringify(EVENT);
  test.for([
    ['NDJSON', `${line}\n${line}\n`],
    ['without a new line at the end', `${line}\n${line}`],
    ['with Windows line ends and an empty line', `${line}\r\n\r\n${line}\r\n`],
    ['in gzip', gzipSync(`${line}\n${line}\n`)],
    ['in UTF-16', utf16le(`\ufeff${line}\n${line}\n`)],
  ] as const)('%s', async ([, text]) => {
    expect(await read(text)).toEqual([EVENT, EVENT]);
  });

  test('one line is one event, and a line that is not JSON is named', async () => {
    expect(await read(`${line}\n`)).toEqual(EVENT);
    await expect(read(`${line}\n\n{"a": secret\n`)).rejects.toThrow(
      /^standard input holds one JSON value a line, but line 3 is not JSON$/,
    );
  });
});

describe('entries of put-events are read as the events that EventBridge makes of them', () => {
  const entry = {
    EventBusName: 'alerts',
    Source: 'security.alerts',
    DetailType: 'OAuth2 Client Security Alert',
    Detail: JSON.stringify(EVENT.detail),
  };
  const event = (id: string, time: string, resources: string[] = []) => ({
    version: '0',
    id,
    source: 'security.alerts',
    'detail-type': 'OAuth2 Client Security Alert',
    time,
    resources,
    detail: EVENT.detail,
  });
  const NOW = '2026-01-31T03:00:00.000Z';

  test.for([
    ['the list of --entries', [entry], event('id-1', NOW)],
    ['one of them', entry, event('id-1', NOW)],
    ['the request of the API', { Entries: [entry, entry] }, [event('id-1', NOW), event('id-2', NOW)]],
    [
      'with a time and resources',
      [{ ...entry, Time: 1_769_828_310, Resources: ['arn:x'] }],
      { ...event('id-1', NOW, ['arn:x']), time: 1_769_828_310 },
    ],
    [
      'with a bus by its ARN',
      [{ ...entry, EventBusName: 'arn:aws:events:eu-central-1:111122223333:event-bus/a' }],
      event('id-1', NOW),
    ],
  ] as const)('%s', async ([, entries, expected]) => {
    expect(await read(JSON.stringify(entries))).toEqual(expected);
  });

  test('lines of them', async () => {
    const lines = `${JSON.stringify(entry)}\n${JSON.stringify(entry)}\n`;
    expect(await read(lines)).toEqual([event('id-1', NOW), event('id-2', NOW)]);
  });

  test('a Detail that is not JSON is named, and not quoted', async () => {
    const bad = [entry, { ...entry, Detail: '{"clientId": oops' }];
    await expect(read(JSON.stringify(bad))).rejects.toThrow(
      /^standard input holds entries of put-events, and the Detail of entry 2 is not JSON: EventBridge would not take it$/,
    );
  });

  test('the drill of the deploy page ends as a dry run', async () => {
    const detail = { clientId: FIXTURE_CLIENT, severity: 'critical', reason: 'drill', dryRun: true };
    const drill = [{ ...entry, Detail: JSON.stringify(detail) }];
    const { code, out } = await run(['event', '-', '--json'], { stdin: JSON.stringify(drill) });
    expect([code, JSON.parse(out)]).toMatchObject([0, { outcome: 'dry-run', trigger: { type: 'alert' } }]);
  });
});

test.for([
  ['a zip archive', Buffer.from('504b0304aaaa', 'hex'), 'a zip archive: unpack it first'],
  ['bzip2', Buffer.from('425a6839aaaa', 'hex'), 'packed with bzip2: unpack it first'],
  ['zstd', Buffer.from('28b52ffdaaaa', 'hex'), 'packed with zstd: unpack it first'],
  ['Parquet', Buffer.from('50415231aaaa', 'hex'), 'a Parquet file: convert it to JSON first'],
  ['UTF-32', Buffer.from('fffe00007b000000', 'hex'), 'in UTF-32: save it as UTF-8'],
] as const)('%s is named, with what to do', async ([, bytes, sentence]) => {
  await expect(read(bytes)).rejects.toThrow(`standard input is ${sentence}`);
});

test('gzip that is damaged, or that unpacks to more than any event has, is named', async () => {
  const sentence = 'standard input begins like gzip and cannot be unpacked: it is damaged, or over 32 MB';
  await expect(read(gzipSync(TEXT).subarray(0, 40))).rejects.toThrow(sentence);
  await expect(read(gzipSync(Buffer.alloc(33 * 1024 * 1024, ' ')))).rejects.toThrow(sentence);
});
