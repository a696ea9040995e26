import { mustBe, timed } from './narrator.ts';
import type { StoryContext } from './story-context.ts';

/** A person tries a disable: everything but the write. */
export const dryRunWritesNothing = async ({ narrator, portal, send }: StoryContext): Promise<void> => {
  const { clientId, name } = portal.clients.userOwned;
  narrator.chapter('A dry run changes nothing');
  narrator.say(`A person asks what a disable of ${name} would do.`);
  portal.clearCalls();
  const { value: result, ms } = await timed(() =>
    send({ action: 'disable', clientId, reason: 'monthly drill', dryRun: true }),
  );
  mustBe('the outcome', result.outcome, 'dry-run');
  mustBe('the state that was read', result.client?.enabledBefore, true);
  mustBe('the writes', portal.activationWrites(clientId).length, 0);
  mustBe("the portal's database", portal.databaseEnabled(clientId), true);
  narrator.say(`${result.outcome}: it is on and every guard passed, so a real run would disable it.`, ms);
  narrator.say('Nothing was written, and the client is still on.');
};
