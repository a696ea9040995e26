import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * What `npm run test:e2e` cannot show, because the emulator does not do it as AWS does, and the test that holds
 * the template to it instead. Whoever deploys to AWS for the first time should look at these.
 */
const NOT_EMULATED: readonly (readonly [what: string, file: string, test: string])[] = [
  [
    'Behind a rule nothing is retried and nothing goes to the failure queue (on invocation it does)',
    'holding-queue',
    'what the function cannot contain goes to the failure queue after two retries',
  ],
  [
    'Retries of the rule, and its dead-letter queue',
    'holding-queue',
    'what the rule cannot deliver goes to the delivery queue after an hour of retries',
  ],
  [
    'Refusing what comes without TLS, and keeping messages for 14 days',
    'holding-queue',
    'both queues keep for 14 days, are encrypted, and take nothing without TLS',
  ],
  [
    'Who may put messages into a queue',
    'holding-queue',
    'only this rule may put messages into the delivery queue, and no resource policy opens the failure queue',
  ],
  [
    'Keeping queues, log and secret when the stack goes: the emulated account goes too',
    'holding-queue',
    'queues, log and secret survive the stack unless asked otherwise',
  ],
  [
    'Memory, processor, tracing, log format and the whole time-out',
    'kill-switch-function',
    'runs as its time limits need it, and logs to a group of its own',
  ],
  ['Reserved concurrency', 'kill-switch-function', 'can be given a share of the concurrency of the account'],
  [
    'Condition keys of IAM for events: the enforced run leaves them out',
    'kill-switch-function',
    'puts results on the bus and can forge no alert',
  ],
  [
    'Whose bus a role may describe: the emulator takes its name for that of a rule',
    'kill-switch-function',
    'its role may do exactly this',
  ],
  [
    'IAM on the way to the failure queue, the log and X-Ray: the emulator writes there in its own name',
    'kill-switch-function',
    'its role may do exactly this',
  ],
  ['Permissions boundaries', 'kill-switch-function', 'a permissions boundary is on every role'],
  [
    'Metrics from the log: what the function counts never reaches CloudWatch',
    'alarms',
    'those on metrics of the function use the names and dimensions that it counts with',
  ],
  ['Alarms that ring', 'alarms', 'each watches one metric, and notifies the topic'],
  [
    'Queries over the fields of a JSON log',
    'dashboard',
    'the last results are the lines with which a request ends',
  ],
  [
    'Policies of a bus: alerts from another account',
    'alert-rule',
    'opens the own bus to a named account for alerts alone, and to nobody by default',
  ],
  [
    'Policies of a bus: results from anybody else',
    'alert-rule',
    "takes results from the function's role alone, whatever the policies of others allow",
  ],
  [
    'EventSchemas: the saved test events are taken from the template',
    'console-test-events',
    'where the console looks for them, when asked for',
  ],
  [
    'A registry of schemas that several stacks share',
    'console-test-events',
    'in a registry that only the first of several stacks creates, and that outlives it',
  ],
  [
    'Mail, and who may publish to the topic',
    'notifications',
    'come from the rule and the alarms of this stack only, over TLS',
  ],
  [
    'Documents of Systems Manager: their steps are run by a test of their own',
    'console-form/console-form',
    'disables as a person, with the reason as it was written, and is green because it is proven',
  ],
  [
    'Security Hub, and what its condition keys let a role write: a stub takes the notes',
    'finding-notes/finding-notes',
    'may write this note and this status in the hub of its own account, its log, its queue, and nothing else',
  ],
  ['Waiting for the hour of the daily canary', 'canary', 'without a client checks the function once a day'],
];

test.each(NOT_EMULATED)('%s: the template is held to it', (_, file, name) => {
  const source = readFileSync(new URL(`${file}.test.ts`, import.meta.url), 'utf8');
  const titles = [...source.matchAll(/\btest\(\s*(['"])(.+?)\1,/g)].map(([, , title]) => title);
  expect(titles.map((title) => title?.replaceAll('\u2019', "'"))).toContain(name);
});
