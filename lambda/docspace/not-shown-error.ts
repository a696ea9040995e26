import { DocSpaceError } from './errors.ts';

/** The portal has no read that shows a client: whether it is on cannot be seen. */
export class NotShownError extends DocSpaceError {
  override readonly name = 'NotShownError' as const;
  readonly retryable = false;

  constructor() {
    super('read client: this portal shows no state on a read; look the client up in DocSpace');
  }
}
