import { ApiKeyError } from '../api-key.ts';
import { DocSpaceError } from '../docspace/errors.ts';
import { LedgerError, SupersededError } from '../ledger/ledger-error.ts';

/**
 * An error as a result shows it. Only our own errors show their message: the text of any other could hold a
 * header, a body or a secret.
 */
export const describeError = (error: unknown): { name: string; message: string; retryable: boolean } =>
  error instanceof DocSpaceError ||
  error instanceof ApiKeyError ||
  error instanceof LedgerError ||
  error instanceof SupersededError
    ? { name: error.name, message: error.message, retryable: error.retryable }
    : {
        name: 'InternalError',
        message: 'an unexpected fault inside the kill switch; the log has its place',
        retryable: true,
      };
