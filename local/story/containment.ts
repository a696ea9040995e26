import type { ContainmentResult } from '../../lambda/contract/result.ts';
import type { PortalCall } from '../portal/portal-call.ts';
import { duration } from '../terminal/times.ts';
import { type AlertEvent, alertEvent } from './alert.ts';
import type { ConnectedApp } from './connected-app.ts';
import { mustBe, timed } from './narrator.ts';
import type { StoryContext } from './story-context.ts';

/** A connected app works. @returns its token */
export const appWorks = async ({ narrator }: StoryContext, app: ConnectedApp): Promise<string> => {
  narrator.chapter('An app is connected to the portal');
  const asked = await timed(app.requestToken);
  mustBe('the app asks for a token', asked.value.status, 200);
  const token = asked.value.token ?? '';
  narrator.say(`${app.name} asks for an access token: 200.`, asked.ms);
  const listed = await timed(() => app.listFiles(token));
  mustBe('the app lists files', listed.value, { status: 200, files: 3 });
  narrator.say('With it, it reads a file list: 200, 3 files.', listed.ms);
  return token;
};

/** An alert for it arrives. */
export const alertArrives = ({ narrator }: StoryContext, app: ConnectedApp): AlertEvent => {
  narrator.chapter('An alert arrives');
  const alert = alertEvent(app.clientId, 'client secret found in a public repository');
  narrator.say('A detector puts an event on the bus:');
  narrator.fact('source', alert.source);
  narrator.fact('detail-type', alert['detail-type']);
  narrator.fact('clientId', alert.detail.clientId);
  narrator.fact('severity', alert.detail.severity);
  narrator.fact('reason', alert.detail.reason);
  return alert;
};

/** The calls that the kill switch must make, in order, and what each is for. */
const STEPS = [
  ['token', 'GET token', 'trade the API key for a short-lived signature'],
  ['read', 'GET client', 'look at the client: it is on'],
  ['activate', 'PATCH off', 'disable it; from this answer on it is contained'],
  ['activate', 'PATCH off', 'again, in case another write undid the first'],
  ['read', 'GET client', 'read it back: it is off; this is the proof'],
] as const;

/** From this call on, the kill switch waits for what is still under way inside the portal. */
const FIRST_SETTLED = 3;

const OFFSET_WIDTH = 10;

const showCalls = ({ narrator }: StoryContext, calls: readonly PortalCall[], receivedAt: number): void => {
  mustBe(
    'the calls to the portal',
    calls.map(({ operation, status }) => [operation, status]),
    STEPS.map(([operation]) => [operation, 200]),
  );
  for (const [index, [, label, purpose]] of STEPS.entries()) {
    const call = calls[index];
    const before = calls[index - 1];
    if (call === undefined) continue;
    if (before !== undefined && index >= FIRST_SETTLED)
      narrator.aside(`…let the portal settle: ${call.at - before.at} ms`);
    const offset = `+${call.at - receivedAt} ms`.padEnd(OFFSET_WIDTH);
    narrator.fact(label, `${offset}${call.status}  ${purpose}`);
  }
};

/** The kill switch runs, each call with its time. */
export const killSwitchRuns = async (
  context: StoryContext,
  alert: AlertEvent,
): Promise<ContainmentResult> => {
  const { narrator, portal, send } = context;
  narrator.chapter('The kill switch runs');
  portal.clearCalls();
  const result = await send(alert);
  mustBe('the outcome', result.outcome, 'disabled');
  mustBe('the proof', result.proof.basis, 'read-back');
  mustBe("the portal's database", portal.databaseEnabled(alert.detail.clientId), false);
  showCalls(context, portal.calls, Date.parse(result.timeline.receivedAt));
  narrator.say(
    `${result.outcome}: contained after ${duration(result.timeToContainMs ?? 0)}, proven after ${duration(result.timeToProofMs ?? 0)}.`,
  );
  return result;
};

/** Neither the credentials nor the token work any more. */
export const appIsOut = async (
  { narrator }: StoryContext,
  app: ConnectedApp,
  token: string,
): Promise<void> => {
  narrator.chapter('The app is out');
  const asked = await timed(app.requestToken);
  mustBe('the next token request', [asked.value.status, asked.value.error], [401, 'invalid_client']);
  narrator.say('Its next token request is refused: 401 invalid_client.', asked.ms);
  const listed = await timed(() => app.listFiles(token));
  mustBe('the old token', listed.value.status, 401);
  narrator.say('The token it already holds is refused, too: 401.', listed.ms);
};
