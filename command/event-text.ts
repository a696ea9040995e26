import { gunzipSync } from 'node:zlib';
import { UsageError } from './usage-error.ts';

/** More than any event has, even unpacked. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Files of other kinds, by their first bytes: those that people try to send. */
const OTHERS: readonly [bytes: readonly number[], what: string][] = [
  [[0x50, 0x4b], 'a zip archive: unpack it first'],
  [[0x42, 0x5a, 0x68], 'packed with bzip2: unpack it first'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'packed with zstd: unpack it first'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file: convert it to JSON first'],
  [[0xff, 0xfe, 0, 0], 'in UTF-32: save it as UTF-8'],
  [[0, 0, 0xfe, 0xff], 'in UTF-32: save it as UTF-8'],
];

const begins = (bytes: Uint8Array, beginning: readonly number[]): boolean =>
  beginning.every((byte, at) => bytes[at] === byte);

/** PowerShell writes UTF-16 with a byte order mark; where there is none, the zero beside the first sign tells. */
const encodingOf = (bytes: Uint8Array): string => {
  if (begins(bytes, [0xff, 0xfe]) || (bytes[0] !== 0 && bytes[1] === 0)) return 'utf-16le';
  if (begins(bytes, [0xfe, 0xff]) || (bytes[0] === 0 && bytes[1] !== 0)) return 'utf-16be';
  return 'utf-8';
};

const unpacked = (name: string, bytes: Uint8Array): Uint8Array => {
  if (!begins(bytes, [0x1f, 0x8b])) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch {
    throw new UsageError(`${name} begins like gzip and cannot be unpacked: it is damaged, or over 32 MB`);
  }
};

/**
 * The text of a file: UTF-8 or UTF-16, with or without a byte order mark, packed with gzip or not.
 * @throws UsageError that says what else it is
 */
export const textOf = (name: string, bytes: Uint8Array): string => {
  const plain = unpacked(name, bytes);
  const other = OTHERS.find(([beginning]) => begins(plain, beginning));
  if (other !== undefined) throw new UsageError(`${name} is ${other[1]}`);
  return new TextDecoder(encodingOf(plain)).decode(plain);
};
