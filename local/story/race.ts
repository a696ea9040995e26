import type { SeededClient } from '../portal/seed.ts';
import { alertEvent } from './alert.ts';
import { type ConnectedApp, connectedApp } from './connected-app.ts';
import { mustBe, timed } from './narrator.ts';
import { disableWithOnePatch } from './plain-script.ts';
import { raceReader } from './reader-race.ts';
import type { StoryContext } from './story-context.ts';

const appWithToken = async (url: string, client: SeededClient) => {
  const app = connectedApp(url, client);
  const { status, token = '' } = await app.requestToken();
  mustBe(`${app.name} asks for a token`, status, 200);
  return { app, token };
};

const database = ({ portal }: StoryContext, { clientId }: ConnectedApp) =>
  portal.databaseEnabled(clientId) ? 'on' : 'off';

const onePatch = async (context: StoryContext): Promise<void> => {
  const { narrator, portal } = context;
  const { app, token } = await appWithToken(portal.url, portal.clients.backup);
  narrator.say(`${app.name} uses its token at the moment of a disable by one plain PATCH.`);
  const { value, ms } = await timed(() =>
    raceReader(portal, app.clientId, {
      use: () => app.listFiles(token),
      disable: () => disableWithOnePatch(portal.url, portal.keys.admin, app.clientId),
    }),
  );
  mustBe('the lone PATCH', value.disabled, 200);
  mustBe("the portal's database", database(context, app), 'off');
  narrator.say('The PATCH answers 200, and the database says off.', ms);
  const after = await timed(() => app.listFiles(token));
  mustBe('the token after the lone PATCH', after.value.status, 200);
  narrator.say('Yet the token still reads files: 200.', after.ms);
  narrator.say("The app's call wrote the old state back into the portal's cache, for up to five minutes.");
  narrator.aside('(Here the two calls are made to overlap; on a busy portal it happens by chance.)');
};

const killSwitch = async (context: StoryContext): Promise<void> => {
  const { narrator, portal, send } = context;
  const { app, token } = await appWithToken(portal.url, portal.addClient({ name: 'Sales dashboard' }));
  narrator.say(`${app.name} does the same, and this time the kill switch disables it.`);
  const { value, ms } = await timed(() =>
    raceReader(portal, app.clientId, {
      use: () => app.listFiles(token),
      disable: () => send(alertEvent(app.clientId, 'token used from two countries at once')),
    }),
  );
  const { outcome, proof } = value.disabled;
  mustBe("the app's own call in between", value.used.status, 200);
  mustBe('the outcome', outcome, 'disabled');
  mustBe("the portal's database", database(context, app), 'off');
  mustBe("what the portal's cache still says", portal.cachedEnabled(app.clientId), false);
  narrator.say(`${outcome}: ${proof.writes.length} PATCHes with time to settle, and a read-back.`, ms);
  const after = await timed(() => app.listFiles(token));
  mustBe('the token after the kill switch', after.value.status, 401);
  narrator.say('The token is refused: 401.', after.ms);
};

/** What one PATCH does while the token is in use, and what the kill switch does. */
export const onePatchIsNotEnough = async (context: StoryContext): Promise<void> => {
  context.narrator.chapter('Why one PATCH is not enough');
  await onePatch(context);
  await killSwitch(context);
};
