import { DocSpaceError } from './errors.ts';
import { REGENERATE } from './operations.ts';

/** The portal accepted the call, yet a read shows no new secret. */
export class SecretUnchangedError extends DocSpaceError {
  override readonly name = 'SecretUnchangedError' as const;
  readonly retryable = true;

  constructor() {
    super(`${REGENERATE}: the portal accepted it, yet shows no new secret`);
  }
}
