import { EXAMPLE_CLIENT_ID } from '../local/kill-switch/embedded-portal.ts';

const EXIT_CODES = `
Exit codes:
  0  what was asked for holds (also: dry-run, status, healthy)
  1  failed, unverified or unhealthy
  2  the request, the event or the configuration is not valid
  3  refused, or not found`;

const PIPES = `
npm prints a banner on stdout; npm start --silent -- … leaves it out, for pipes and --json.`;

const examples = (...commands: string[]): string =>
  `
Examples:
${commands.map((command) => `  npm start -- ${command}`).join('\n')}
${EXIT_CODES}
${PIPES}`;

/** What stands under each command's own help. */
export const HELP = {
  program: `
Without a command: plays the whole story on an embedded portal, in a few seconds.

Environment:
  PORTAL_URL            the portal to act on; without it, an embedded portal that is new for each command
  API_KEY               DocSpace API key of an admin, or instead of it
  API_KEY_SECRET_ID     the secret in AWS Secrets Manager that holds it (needs AWS credentials)
  LEDGER_TABLE          the stack's DynamoDB table (needs AWS credentials); without it nothing is remembered, and
                        list and reset-breaker are refused on a portal of yours
  AWS_REGION            the region of secret and table, where the AWS profile names none
  DIALECT, MODE, PROTECTED_CLIENT_IDS, MINIMUM_SEVERITY, MAX_ALERT_AGE, ALLOW_REPLAYS,
  BREAKER_LIMIT, BREAKER_WINDOW, REVIEW_AFTER, ON_DRIFT,
  INPUTS, FINDING_CLIENT_ID_KEY, FINDING_ACTION_NAME, OCSF_RESULTS
                        the function's own settings
  NO_COLOR, FORCE_COLOR colours never, or always
${EXIT_CODES}
${PIPES}`,
  disable: examples(
    `disable ${EXAMPLE_CLIENT_ID} --reason "phishing report 4711"`,
    `disable ${EXAMPLE_CLIENT_ID} --reason drill --dry-run`,
  ),
  enable: `
Refused while the client secret is the one that it was contained with. Only the ledger knows that: set LEDGER_TABLE,
or say --accept-unrotated-secret.
${examples(`enable ${EXAMPLE_CLIENT_ID} --reason "case 4711 closed" --accept-unrotated-secret`)}`,
  status: examples(`status ${EXAMPLE_CLIENT_ID}`, `status ${EXAMPLE_CLIENT_ID} --json`),
  check: examples('check'),
  list: `
The memory of the deployed kill switch is its DynamoDB table: set LEDGER_TABLE to it, and AWS_REGION to its region.
${examples('list', 'list --json')}`,
  'reset-breaker': `
The circuit breaker of the deployed kill switch is in its DynamoDB table: set LEDGER_TABLE, and AWS_REGION.
${examples('reset-breaker --reason "the alerts are right, case 4711"')}`,
  event: examples('event alert.json', 'event - < alerts.json'),
  explain: `
Every format counts as switched on; which setting switches it on is shown. The key is that of
FINDING_CLIENT_ID_KEY, the button that of FINDING_ACTION_NAME.

Examples:
  npm start -- explain finding.json
  npm start -- explain - --json < finding.json

Exit codes:
  0  an alert comes out
  2  none, or something in it is not valid
${PIPES}`,
  portal: `
Examples:
  npm start -- portal --port 18200
  npm start -- portal --rate-limit 3

Exit codes:
  0  ended by Ctrl-C
  2  the port can't be had`,
} as const;
