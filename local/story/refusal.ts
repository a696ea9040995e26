import { alertEvent } from './alert.ts';
import { mustBe, timed } from './narrator.ts';
import type { StoryContext } from './story-context.ts';

/** An alert for a protected client is refused, and the portal is not touched. */
export const protectedIsRefused = async ({ narrator, portal, send }: StoryContext): Promise<void> => {
  const { clientId, name } = portal.clients.office;
  narrator.chapter('An alert for a protected client is refused');
  narrator.say(`${name} is on the protected list, and an alert names it.`);
  portal.clearCalls();
  const { value: result, ms } = await timed(() => send(alertEvent(clientId, 'unusual number of downloads')));
  mustBe('the outcome', [result.outcome, result.guard?.name], ['refused', 'protected-client']);
  mustBe('the calls to the portal', portal.calls.length, 0);
  mustBe("the portal's database", portal.databaseEnabled(clientId), true);
  narrator.say(`${result.outcome} by the guard ${result.guard?.name}: ${result.guard?.message}.`, ms);
  narrator.say('The portal was not called, and the client is still on.');
};
