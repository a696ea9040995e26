import { KillSwitchError } from '../contract/kill-switch-error.ts';

/** One invocation brought more alerts than are started; a smaller batch would bring fewer. */
export class TooManyAlertsError extends KillSwitchError {
  override readonly name = 'TooManyAlertsError' as const;
  readonly retryable = true;

  constructor() {
    super('the alert was not started: more than 100 came in one invocation; set a smaller batch size');
  }
}
