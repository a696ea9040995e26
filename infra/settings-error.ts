const EXAMPLE =
  'docspace-kill-switch deploy -c portalUrl=https://example.onlyoffice.com -c notifyEmail=security@example.com';

/** A setting is missing, unknown or invalid; the message lists all of them and shows a command that works. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError' as const;
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => `  ${problem}`).join('\n');
    super(
      `The settings are not usable:\n${lines}\nSettings come from settings.json and from -c name=value, which overrides it, for example:\n  ${EXAMPLE}`,
    );
    this.problems = problems;
  }
}
