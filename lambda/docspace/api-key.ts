import * as z from 'zod/mini';
import { KillSwitchError } from '../contract/kill-switch-error.ts';

/** There is no API key to use: nothing usable is stored, or the store does not answer. */
export class ApiKeyError extends KillSwitchError {
  override readonly name = 'ApiKeyError' as const;
  readonly retryable: boolean;

  constructor(message: string, { retryable }: { retryable: boolean }) {
    super(message);
    this.retryable = retryable;
  }
}

const KeySchema = z.string().check(z.trim(), z.regex(/^sk-[\x21-\x7e]{8,250}$/));

const StoredSchema = z.record(z.string(), z.unknown());

/** Shown to the person who stores a key. */
export const KEY_FORMS = 'taken are the plain key (sk-…) and JSON with it under apiKey: {"apiKey": "sk-…"}';

/** An editor may begin a file with a byte order mark, which `trim` drops and `JSON.parse` does not take. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
};

/**
 * The DocSpace API key in what is stored: the plain key, or JSON with the key under `apiKey`.
 * @returns `undefined` if it is neither
 */
export const readApiKey = (stored: string | undefined): string | undefined => {
  const plain = KeySchema.safeParse(stored);
  if (plain.success) return plain.data;
  return z.object({ apiKey: KeySchema }).safeParse(parsed(stored ?? '')).data?.apiKey;
};

const BEARER = /^\s*(authorization\s*:\s*)?bearer\s/i;

/** Names that people give a key. Any other is not shown: it may be the key itself, in the wrong place. */
const NAME = /^[a-z_ -]*(key|token|secret|password|auth|authorization|bearer)$/i;

const ofText = (value: string): string => {
  if (value.trim() === '') return 'nothing';
  if (BEARER.test(value)) return 'a text with Bearer in front of the key';
  if (/^["'].*["']$/s.test(value.trim())) return 'a text in quotes';
  return value.trim().startsWith('sk-')
    ? 'a text that begins with sk-, but is not a whole key: it is too short or too long, or has a character that no key has'
    : 'a text that does not begin with sk-';
};

/**
 * What is stored in the place of a usable key, in words; never the value, and no name that may be the key.
 * @param stored bytes if the secret is a binary one
 */
export const describeStoredKey = (stored: string | Uint8Array | undefined): string => {
  if (stored === undefined) return 'nothing';
  if (typeof stored !== 'string') return 'a binary secret (SecretBinary)';
  const value = parsed(stored);
  const fields = StoredSchema.safeParse(value).data;
  if (Array.isArray(value)) return 'a JSON list';
  if (fields === undefined) return ofText(stored);
  const { apiKey } = fields;
  if (typeof apiKey === 'string') return `JSON with apiKey, which holds ${ofText(apiKey)}`;
  if ('apiKey' in fields) return 'JSON with apiKey, which holds no text';
  const [name] = Object.entries(fields).find(([, field]) => KeySchema.safeParse(field).success) ?? [];
  if (name === undefined) return 'JSON without apiKey';
  return `JSON with a key under ${name.length <= 40 && NAME.test(name) ? `the name ${name}` : 'another name'}`;
};
