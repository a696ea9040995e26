import { alertEvent } from './alert.ts';
import { mustBe, timed } from './narrator.ts';
import { STORY_BREAKER_LIMIT, type StoryContext } from './story-context.ts';

const FLOOD = ['Payroll bridge', 'Signature service', 'Archive robot'];

/** A flood of alerts could take the office down: after a few clients the breaker stops it, and a person decides. */
export const breakerHoldsTheFlood = async ({ narrator, portal, send }: StoryContext): Promise<void> => {
  narrator.chapter('A flood of alerts opens the circuit breaker');
  const clients = FLOOD.map((name) => portal.addClient({ name }));
  narrator.say(
    `Alerts name ${clients.length} more clients; alerts may disable at most ${STORY_BREAKER_LIMIT} an hour here (10 by default).`,
  );
  for (const { clientId, name } of clients) {
    const { outcome, guard } = await send(alertEvent(clientId, 'unusual number of downloads'));
    const off = outcome === 'disabled';
    if (!off) mustBe('the guard', guard?.name, 'breaker-open');
    mustBe("the portal's database", portal.databaseEnabled(clientId), !off);
    narrator.fact(
      outcome,
      off ? name : `${name}, by the guard breaker-open; it is on, and held for a person`,
    );
  }

  const listed = await timed(() => send({ action: 'list' }));
  const held = (listed.value.clients ?? []).filter(({ state }) => state === 'held');
  mustBe('held clients', held.length, clients.length - 1);
  narrator.say(`list names what is held: ${held.map(({ name }) => name).join(', ')}.`, listed.ms);

  const [first] = held;
  const byHand = await timed(() =>
    send({ action: 'disable', clientId: first?.clientId, reason: 'the alert is right' }),
  );
  mustBe('the outcome by hand', byHand.value.outcome, 'disabled');
  narrator.say(`A person disables ${first?.name ?? ''} by hand: ${byHand.value.outcome}.`, byHand.ms);
  const reset = await timed(() => send({ action: 'reset-breaker', reason: 'the rest are false alarms' }));
  mustBe('the reset', [reset.value.outcome, reset.value.clients?.length], ['breaker-reset', held.length - 1]);
  narrator.say('reset-breaker lets alerts act again, and names the client that is still held.', reset.ms);
};
