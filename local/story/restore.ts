import { randomBytes } from 'node:crypto';
import type { AlertEvent } from './alert.ts';
import type { ConnectedApp } from './connected-app.ts';
import { mustBe, timed } from './narrator.ts';
import type { StoryContext } from './story-context.ts';

/** The way back: only for a person, only with a new secret, and an old alert does not undo it. */
export const restoredOnlyWithNewSecret = async (
  { narrator, portal, send }: StoryContext,
  app: ConnectedApp,
  alert: AlertEvent,
): Promise<void> => {
  const { clientId, name } = app;
  const enable = { action: 'enable', clientId, reason: 'case closed' };
  narrator.chapter('A client is enabled only with a new secret');
  const early = await timed(() => send(enable));
  mustBe('the enable', [early.value.outcome, early.value.guard?.name], ['refused', 'unrotated-secret']);
  mustBe("the portal's database", portal.databaseEnabled(clientId), false);
  narrator.say(`A person enables ${name}: ${early.value.outcome}, ${early.value.guard?.message}.`, early.ms);

  await portal.store.regenerate(clientId, randomBytes(24).toString('hex'));
  narrator.say('An admin regenerates the secret in the portal.');
  const enabled = await timed(() => send(enable));
  mustBe('the enable', enabled.value.outcome, 'enabled');
  mustBe("the portal's database", portal.databaseEnabled(clientId), true);
  narrator.say(`The person asks again: ${enabled.value.outcome}, read back on.`, enabled.ms);
  for (const { what } of enabled.value.residualAccess) narrator.fact('works again', what);
  const stolen = await app.requestToken();
  mustBe('a token with the old secret', stolen.status, 401);
  narrator.say('The old secret gets no new token: 401.');

  const again = await timed(() => send(alert));
  mustBe(
    'the old alert',
    [again.value.outcome, again.value.guard?.name],
    ['refused', 'restored-since-alert'],
  );
  mustBe("the portal's database", portal.databaseEnabled(clientId), true);
  narrator.say(
    'The old alert is delivered again: refused, since a person has decided. A newer one would disable.',
    again.ms,
  );
};
