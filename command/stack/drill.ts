import { randomUUID } from 'node:crypto';
import { DescribeRuleCommand, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { ALERT_DETAIL_TYPE } from '../../lambda/contract/alert-event.ts';
import { type Outcome, OutcomeSchema } from '../../lambda/contract/outcome.ts';
import { LineSchema } from '../../lambda/contract/text.ts';
import { END_CODES } from '../../lambda/log.ts';
import { requestKeyFor } from '../../lambda/report/keys.ts';
import { AlertSchema } from '../../lambda/requests/alert.ts';
import { colorsFor } from '../../local/terminal/colors.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../../local/terminal/exit-code.ts';
import { given, type Terminal } from '../../local/terminal/terminal.ts';
import { announce } from '../announce.ts';
import { type OpenStack, type StackOptions, withStack } from '../aws/open-stack.ts';
import { PROGRAM } from '../invoked-as.ts';
import { UsageError } from '../usage-error.ts';
import { showWait } from '../waiting.ts';
import { configurationOf } from './function-settings.ts';
import { type LogEntry, logEntries } from './log-entries.ts';

type Options = StackOptions & { clientId: string; write?: true; json?: true; program: string };

const POLL_MS = 1_000;

/** Longer than a drill takes with a cold start, a portal that limits, and a log that lags. */
const LONGEST_MS = 180_000;

/** The clock of this machine and the log's may differ. */
const SKEW_MS = 60_000;

const ENDS: ReadonlySet<string> = new Set(Object.values(END_CODES));

const PatternSchema = z.object({ source: z.array(z.string()).min(1) });

/** The rule that brings alerts to the function: whether it is on, and a source that it takes. */
const ruleOf = async (events: EventBridgeClient, stack: OpenStack) => {
  const { State, EventPattern } = await events.send(
    new DescribeRuleCommand({
      Name: `${stack.functionName}-alerts`,
      EventBusName: stack.output('alertBusName'),
    }),
  );
  const source = PatternSchema.parse(JSON.parse(EventPattern ?? '{}')).source[0] ?? '';
  return { isOn: State !== 'DISABLED', source };
};

/** Puts the alert on the bus. @returns its envelope id */
const send = async (
  events: EventBridgeClient,
  stack: OpenStack,
  source: string,
  detail: Record<string, unknown>,
): Promise<string> => {
  const { Entries: [sent] = [] } = await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: stack.output('alertBusName'),
          Source: source,
          DetailType: ALERT_DETAIL_TYPE,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  if (sent?.EventId === undefined)
    throw new UsageError(`the bus did not take the drill (${sent?.ErrorCode ?? 'unknown error'})`);
  return sent.EventId;
};

/** The line with which the function ended this request; `undefined` where none came in time. */
const endOf = async (
  stack: OpenStack,
  { requestKey, since }: { requestKey: string; since: number },
  { now, sleep }: Pick<Terminal, 'now' | 'sleep'>,
): Promise<LogEntry | undefined> => {
  const latest = now().getTime() + LONGEST_MS;
  while (now().getTime() < latest) {
    const entries = await logEntries(stack, { since, containing: requestKey });
    const end = entries.find(
      ({ entry }) =>
        entry.requestKey === requestKey && entry.outcome !== undefined && ENDS.has(entry.code ?? ''),
    );
    if (end !== undefined) return end.entry;
    await sleep(POLL_MS);
  }
  return undefined;
};

/** A dry run is no answer to a drill that should have written. */
const codeOf = (outcome: Outcome | undefined, { write }: Options): ExitCode =>
  outcome === undefined || (outcome === 'dry-run' && write === true) ? EXIT.failed : exitCodeOf(outcome);

const LABEL = 10;

/** What a person does after a drill with this outcome. */
const nextSteps = (
  outcome: string,
  { clientId, write, program }: Options,
  { options }: OpenStack,
): string[] => {
  const named = `${clientId} ${options}`;
  if (outcome === 'dry-run')
    return write === true
      ? ['set mode=enforce and deploy: nothing was written, because mode=dry-run is set']
      : [`${program} drill ${named} --write   (disables the client for real)`];
  if (outcome === 'disabled' || outcome === 'already-disabled')
    return [
      `${program} status ${named}`,
      "regenerate the client's secret in DocSpace, then:",
      `${program} enable ${named} --reason "end of the drill"`,
    ];
  return [`${program} logs ${options}`];
};

/**
 * Sends an alert over the bus of a stack, as a detector would, and follows it to the function's result.
 * @throws UsageError
 */
export const drill = (options: Options, terminal: Terminal): Promise<ExitCode> =>
  withStack(options, terminal, async (stack) => {
    const { clientId, write, json, program } = options;
    announce(stack.title, options, terminal);
    const say = (label: string, text: string) => terminal.stdout.write(`${label.padEnd(LABEL)}${text}\n`);
    const events = new EventBridgeClient(stack.aws);
    const [{ isOn, source }, configuration] = await Promise.all([
      ruleOf(events, stack),
      configurationOf(stack),
    ]);
    if (!isOn)
      throw new UsageError(
        `the rule ${stack.functionName}-alerts is off, so no drill arrives: ${program} resume ${stack.options}, or the setting alerts=on, turns it on`,
      );
    const portal = given(configuration.Environment?.Variables ?? {}, 'PORTAL_URL') ?? '';
    const detail = {
      clientId,
      severity: 'critical',
      reason: 'drill',
      detector: PROGRAM,
      alertId: `drill-${randomUUID()}`,
      portal,
      ...(write === true ? {} : { dryRun: true }),
    };
    const sentAt = terminal.now().getTime();
    const eventId = await send(events, stack, source, detail);
    const [account = '', region = ''] = [stack.alertsTarget.split(':')[4], stack.region];
    const alert = AlertSchema.parse({
      ...{ id: eventId, source, 'detail-type': ALERT_DETAIL_TYPE, account, region },
      time: new Date(sentAt).toISOString(),
      detail,
    });
    const requestKey = requestKeyFor(alert, portal, '');
    if (json !== true)
      say(
        'sent',
        `event ${eventId} about client ${clientId}, ${write === true ? 'to be disabled' : 'dry run'}`,
      );
    const end = await showWait(
      () => `waiting for the result in the log of ${stack.functionName}; up to ${LONGEST_MS / 60_000} min`,
      endOf(stack, { requestKey, since: sentAt - SKEW_MS }, terminal),
      terminal,
    );
    const outcome = OutcomeSchema.safeParse(end?.outcome).data;
    const code = codeOf(outcome, options);
    if (json === true) {
      terminal.stdout.write(
        `${JSON.stringify({ eventId, requestKey, outcome: outcome ?? null, end: end ?? null }, null, 2)}\n`,
      );
      return code;
    }
    if (outcome === undefined) {
      say(
        'no result',
        `within ${LONGEST_MS / 60_000} min: did the rule match? It takes source ${source} and the account that it names`,
      );
      say('next', `${program} redrive ${stack.options} --dry-run   (shows what could not be delivered)`);
      return code;
    }
    const { bold, green, red } = colorsFor(terminal);
    const facts = [end?.guard, end?.error, end?.problem].filter((fact) => fact !== undefined);
    say(
      'result',
      [
        bold((code === EXIT.holds ? green : red)(outcome)),
        ...facts.map((fact) => LineSchema.parse(fact)),
      ].join('; '),
    );
    for (const [at, step] of nextSteps(outcome, options, stack).entries()) say(at === 0 ? 'next' : '', step);
    return code;
  });
