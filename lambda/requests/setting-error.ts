import { KillSwitchError } from '../contract/kill-switch-error.ts';

/** The settings keep an alert from being read; with another setting it could be. */
export class SettingError extends KillSwitchError {
  override readonly name = 'SettingError' as const;
  readonly retryable = true;
}
