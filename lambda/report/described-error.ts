import { KillSwitchError } from '../contract/kill-switch-error.ts';

/**
 * An error as a result shows it. Only our own errors show their message: the text of any other could hold a
 * header, a body or a secret.
 */
export const describeError = (error: unknown): { name: string; message: string; retryable: boolean } =>
  error instanceof KillSwitchError
    ? { name: error.name, message: error.message, retryable: error.retryable }
    : {
        name: 'InternalError',
        message: 'an unexpected fault inside the kill switch; the log has its place',
        retryable: true,
      };
