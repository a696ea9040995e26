import { EXAMPLE_CLIENT_ID } from '../local/kill-switch/embedded-portal.ts';

const EXIT_CODES = `
Exit codes:
  0  the state that you asked for is proven (also: dry-run, status, healthy)
  1  failed, unverified or unhealthy
  2  the request, the event or the configuration is invalid
  3  refused, or not found`;

const PIPES = `
npm prints a banner on stdout. For pipes and --json, leave it out with: npm start --silent -- …`;

const examples = (...commands: string[]): string =>
  `
Examples:
${commands.map((command) => `  npm start -- ${command}`).join('\n')}
${EXIT_CODES}
${PIPES}`;

/** The text below each command's own help. */
export const HELP = {
  program: `
Without a command: runs the story, a demonstration on an embedded portal, in a few seconds.

Environment:
  PORTAL_URL            the portal to act on; without it, an embedded portal that is new for each command
  API_KEY               the API key of a DocSpace admin; or instead of it:
  API_KEY_SECRET_ID     the secret in AWS Secrets Manager that holds the key (needs AWS credentials)
  LEDGER_TABLE          the stack's DynamoDB table (needs AWS credentials); without it nothing is remembered
                        between commands, and list and reset-breaker are refused on a real portal
  AWS_REGION            the region of the secret and the table; default: that of the AWS profile
  DIALECT, MODE, PROTECTED_CLIENT_IDS, MINIMUM_SEVERITY, MAX_ALERT_AGE, ALLOW_REPLAYS,
  BREAKER_LIMIT, BREAKER_WINDOW, REVIEW_AFTER, ON_DRIFT,
  INPUTS, FINDING_CLIENT_ID_KEY, FINDING_ACTION_NAME, OCSF_RESULTS
                        the function's own settings
  NO_COLOR, FORCE_COLOR never use colours; always use colours
${EXIT_CODES}
${PIPES}`,
  disable: examples(
    `disable ${EXAMPLE_CLIENT_ID} --reason "phishing report 4711"`,
    `disable ${EXAMPLE_CLIENT_ID} --reason drill --dry-run`,
  ),
  enable: `
Refused while the client still has the secret that it was contained with. Only the ledger knows that secret: set
LEDGER_TABLE, or add --accept-unrotated-secret.
${examples(`enable ${EXAMPLE_CLIENT_ID} --reason "case 4711 closed" --accept-unrotated-secret`)}`,
  status: examples(`status ${EXAMPLE_CLIENT_ID}`, `status ${EXAMPLE_CLIENT_ID} --json`),
  check: examples('check'),
  list: `
The ledger of the deployed kill switch is its DynamoDB table: set LEDGER_TABLE to it, and AWS_REGION to its region.
${examples('list', 'list --json')}`,
  'reset-breaker': `
The circuit breaker of the deployed kill switch is in its DynamoDB table: set LEDGER_TABLE to it, and AWS_REGION to
its region.
${examples('reset-breaker --reason "the alerts are right, case 4711"')}`,
  event: examples('event alert.json', 'event - < alerts.json'),
  explain: `
Every format counts as enabled here; the output names the settings that enable it. FINDING_CLIENT_ID_KEY sets the key
of the client id, FINDING_ACTION_NAME the name of the button. The guards that read the event alone are asked with
MINIMUM_SEVERITY, MAX_ALERT_AGE, ALLOW_REPLAYS, PROTECTED_CLIENT_IDS and PORTAL_URL, as of now.

Examples:
  npm start -- explain finding.json
  npm start -- explain - --json < finding.json

Exit codes, as of event on a portal that works:
  0  the event is read as an alert, and no guard refuses it
  2  it is not read as one, or a part of it is invalid
  3  a guard refuses it
${PIPES}`,
  portal: `
Examples:
  npm start -- portal --port 18200
  npm start -- portal --rate-limit 3

Exit codes:
  0  ended by Ctrl-C
  2  the port is not free, or may not be opened`,
} as const;
