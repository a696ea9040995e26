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

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The DocSpace API key in what is stored: the plain key, or JSON with the key under `apiKey`.
 * @returns `undefined` where it is neither
 */
export const readApiKey = (stored: string | undefined): string | undefined => {
  const plain = KeySchema.safeParse(stored);
  if (plain.success) return plain.data;
  return z.object({ apiKey: KeySchema }).safeParse(parsed(stored ?? '')).data?.apiKey;
};
