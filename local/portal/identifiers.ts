import { createHash, randomUUID } from 'node:crypto';

export type Identifiers = {
  /** `length` lower-case hexadecimal digits, at most 64. */
  hex: (length: number) => string;
  /** A lower-case version 4 UUID that the gateway does not route elsewhere. */
  uuid: () => string;
};

/** Ids and secrets of one simulator; the same seed gives the same ones, so that printed output is reproducible. */
export const createIdentifiers = (seed: string = randomUUID()): Identifiers => {
  let drawn = 0;
  const hex = (length: number): string => {
    drawn += 1;
    return createHash('sha256').update(`${seed}:${drawn}`).digest('hex').slice(0, length);
  };
  const uuid = (): string => {
    const digits = hex(32);
    // DocSpace's gateway sends ids that begin with "feed" to another service.
    const head = digits.startsWith('feed') ? `0${digits.slice(1, 8)}` : digits.slice(0, 8);
    return `${head}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
  };
  return { hex, uuid };
};
