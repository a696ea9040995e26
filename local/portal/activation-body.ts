import * as z from 'zod';

const spellings = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

const Body = z.looseObject({ status: z.unknown().optional() });

const convert = (value: unknown): boolean | undefined => {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? value !== 0 : undefined;
  if (typeof value === 'string') return value.trim() === '' ? false : spellings.get(value);
  return undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The activation that a body asks for, or nothing when the service answers 500 to it.
 * A body without a usable `status` means *disable*: measured on DocSpace identity v3.7.2.
 */
export const parseActivationBody = (text: string): boolean | undefined => {
  const body = Body.safeParse(parseJson(text));
  return body.success ? convert(body.data.status) : undefined;
};
