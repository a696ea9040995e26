import { EXAMPLE_CLIENT_ID } from '../local/kill-switch/example-client-id.ts';

const EXIT_CODES = `
Exit codes:
  0  what you asked for holds: disabled, enabled, rotated, status, healthy,
     dry-run, listed, breaker-reset, deployed, stored
  1  failed, unverified, unhealthy or drifted; kept by redrive; open after stop
  2  a word, flag, setting or file is invalid, or AWS cannot be used:
     nothing was started
  3  refused, held, or not found`;

/** The text below the help of the program and of each verb. @param program how this person calls the program */
export const helpFor = (program: string) => {
  const pipes = program.startsWith('npm ')
    ? `
npm prints a banner on stdout. For pipes and --json, leave it out with:
npm start --silent -- …`
    : '';
  const lines = (commands: readonly string[]): string => `
Examples:
${commands.map((command) => `  ${program} ${command}`).join('\n')}`;
  const examples = (...commands: string[]): string =>
    [lines(commands), EXIT_CODES, pipes].join('\n').trimEnd();
  const stack = '--stack <name>';
  const id = '<clientId>';
  return {
    program: `
Where a verb acts; the first line of every answer names it:
  --stack <name>   the function of a deployed stack; needs AWS credentials
  --portal <url>   a portal, from this machine; the same as PORTAL_URL
  neither          an embedded portal, simulated and new for each command
Without a verb: runs the story, a demonstration on the embedded portal.

From an empty account: deploy, store-key, check, drill. Each says what is next.

Environment:
  PORTAL_URL         the portal, where --portal and --stack are not given
  API_KEY            the API key of a DocSpace admin; or instead of it:
  API_KEY_SECRET_ID  the secret in AWS Secrets Manager that holds the key
  LEDGER_TABLE       the stack's DynamoDB table; without it nothing is kept
                     between commands, and list and reset-breaker are refused
                     on a portal of yours
  AWS_REGION, AWS_PROFILE
                     where stack, secret and table are
  MODE, PROTECTED_CLIENT_IDS, BREAKER_LIMIT and so on
                     the function's own settings: docs/command.md
  NO_COLOR, FORCE_COLOR
                     never use colours; always use colours
${EXIT_CODES}${pipes}`,
    disable: examples(
      `disable ${id} ${stack} --reason "case 4711"`,
      `disable ${id} --reason drill --dry-run`,
    ),
    enable: `
Refused while the client still has the secret that it was contained with. Only
the ledger knows that secret: ask the function with --stack, or set
LEDGER_TABLE. --rotate-secret first gives the client a new one, which its owner
reads in DocSpace.
${examples(
  `enable ${id} ${stack} --reason "case closed"`,
  `enable ${id} --rotate-secret --reason "closed"`,
)}`,
    rotate: `
For a client that is off. The new secret is shown nowhere: its owner reads it in
DocSpace. What the client holds of the old one stops working.
${examples(`rotate ${id} ${stack} --reason "case 4711"`)}`,
    status: examples(`status ${EXAMPLE_CLIENT_ID}`, `status ${EXAMPLE_CLIENT_ID} --json`),
    check: examples('check', `check ${stack}`),
    list: `
The ledger belongs to the deployed kill switch: ask its function with --stack.
From this machine, set LEDGER_TABLE.
${examples(`list ${stack}`, `list ${stack} --page 2`, 'list --json')}`,
    'reset-breaker': `
The circuit breaker belongs to the deployed kill switch: ask its function with
--stack. From this machine, set LEDGER_TABLE.
${examples('reset-breaker --reason "the alerts are right, case 4711"')}`,
    event: examples('event alert.json', 'event - < alerts.json'),
    explain: `
Every format counts as enabled here; the output names the settings that enable
it. FINDING_CLIENT_ID_KEY sets the key of the client id, FINDING_ACTION_NAME the
name of the button. The guards that read the event alone are asked as of now,
with MINIMUM_SEVERITY, MAX_ALERT_AGE, ALLOW_REPLAYS, PROTECTED_CLIENT_IDS and
PORTAL_URL. With --stack, its function's settings count.

Examples:
  ${program} explain finding.json
  ${program} explain finding.json ${stack}
  ${program} explain - --json < finding.json

Exit codes: those of event on a portal that works
  0  the event is read as an alert, and no guard refuses it
  2  it is not read as one, or a part of it is invalid, or the stack does not
     take its format
  3  a guard refuses it, or holds it for a person${pipes}`,
    portal: `
Examples:
  ${program} portal --port 18200
  ${program} portal --rate-limit 3

Exit codes:
  0  ended by Ctrl-C
  2  the port is not free, or may not be opened`,
    bootstrap: examples('bootstrap -c portalUrl=https://example.onlyoffice.com'),
    deploy: `
Settings are those of settings.json; -c overrides them for this deploy alone.
What follows -- goes to CDK. Where CDK's bootstrap stack is missing,
deploy offers to create it first. In CI: --yes.
${examples('deploy', 'deploy -c mode=dry-run', 'deploy --yes -- --method direct')}`,
    diff: examples('diff', 'diff -c mode=dry-run'),
    destroy: `
Secret, ledger, queues and log are kept unless the setting removalPolicy is
destroy. In CI: --yes.
${examples('destroy', 'destroy --yes')}`,
    'store-key': `
The key is never an argument: it would stay in the shell's history. Paste it at
the prompt, or pipe it.
${examples(`store-key ${stack}`, `store-key ${stack} < key.txt`)}`,
    drill: `
Sends an alert over the stack's bus, as a detector would, and follows it to its
result. Nothing is written without --write, which disables the client: use one
that exists for drills.
${examples(`drill ${id} ${stack}`, `drill ${id} ${stack} --write`)}`,
    logs: examples(`logs ${stack}`, `logs ${stack} --since 2h`, `logs ${stack} --follow`),
    redrive: `
Sends alerts only. A message is deleted only where each of its alerts is proven
off, is gone, or was a drill.
${examples(`redrive ${stack} --dry-run`, `redrive ${stack}`, `redrive ${stack} --discard <message id>`)}`,
    stop: `
Disables the stack's own rules and the event source mappings of its function,
and lists every other way in with the command that closes it. Requests by hand
still work, unless --all also sets the function's concurrency to 0.
${examples(`stop ${stack}`, `stop ${stack} --all`)}`,
    resume: `
Undoes what stop did, and nothing else: what was off before, stays off.
${examples(`resume ${stack}`)}`,
  } as const;
};

export type Help = ReturnType<typeof helpFor>;
