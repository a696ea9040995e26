import { DocSpaceError } from './errors.ts';
import { REGENERATE } from './operations.ts';

/** The portal speaks the published sample, which can change no secret. */
export class NoRegenerateError extends DocSpaceError {
  override readonly name = 'NoRegenerateError' as const;
  readonly retryable = false;

  constructor() {
    super(`${REGENERATE}: the published sample has no such call; regenerate the secret in DocSpace`);
  }
}
