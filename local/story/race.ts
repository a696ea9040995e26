import type { SeededClient } from '../portal/seed.ts';
import { alertEvent } from './alert.ts';
import { type ConnectedApp, connectedApp } from './connected-app.ts';
import { mustBe, timed } from './narrator.ts';
import { disableWithOnePatch } from './plain-script.ts';
import { raceReader } from './reader-race.ts';
import type { Stage } from './stage.ts';

const appWithToken = async (url: string, client: SeededClient) => {
  const app = connectedApp(url, client);
  const { status, token = '' } = await app.requestToken();
  mustBe(`${app.name} asks for a token`, status, 200);
  return { app, token };
};

const database = ({ portal }: Stage, { clientId }: ConnectedApp) =>
  portal.databaseEnabled(clientId) ? 'on' : 'off';

const onePatch = async (stage: Stage): Promise<void> => {
  const { narrator, portal } = stage;
  const { app, token } = await appWithToken(portal.url, portal.clients.backup);
  narrator.tell(`${app.name} uses its token at the very moment of a disable by one plain PATCH.`);
  const { value, ms } = await timed(() =>
    raceReader(portal, app.clientId, {
      use: () => app.listFiles(token),
      disable: () => disableWithOnePatch(portal.url, portal.keys.admin, app.clientId),
    }),
  );
  mustBe('the lone PATCH', value.disabled, 200);
  mustBe('the portal’s database', database(stage, app), 'off');
  narrator.tell('The PATCH answers 200, and the database says off.', ms);
  const after = await timed(() => app.listFiles(token));
  mustBe('the token after the lone PATCH', after.value.status, 200);
  narrator.tell('Yet the token still reads files: 200.', after.ms);
  narrator.tell('The app’s call had put the old state back into the portal’s cache, for up to five minutes.');
  narrator.aside('(Here the two calls are made to meet; on a busy portal chance does it.)');
};

const killSwitch = async (stage: Stage): Promise<void> => {
  const { narrator, portal, send } = stage;
  const { app, token } = await appWithToken(portal.url, portal.addClient({ name: 'Sales dashboard' }));
  narrator.tell(`${app.name} does the same, and this time the kill switch is at work.`);
  const { value, ms } = await timed(() =>
    raceReader(portal, app.clientId, {
      use: () => app.listFiles(token),
      disable: () => send(alertEvent(app.clientId, 'token used from two countries at once')),
    }),
  );
  const { outcome, proof } = value.disabled;
  mustBe('the app’s own call in between', value.used.status, 200);
  mustBe('the outcome', outcome, 'disabled');
  mustBe('the portal’s database', database(stage, app), 'off');
  mustBe('what the portal’s cache still says', portal.cachedEnabled(app.clientId), false);
  narrator.tell(`${outcome}: ${proof.writes.length} PATCHes with time to settle, and a read-back.`, ms);
  const after = await timed(() => app.listFiles(token));
  mustBe('the token after the kill switch', after.value.status, 401);
  narrator.tell('The token is refused: 401.', after.ms);
};

/** What a lone PATCH would have done while the token is in use, and what the kill switch does. */
export const onePatchIsNotEnough = async (stage: Stage): Promise<void> => {
  stage.narrator.chapter('Why one PATCH is not enough');
  await onePatch(stage);
  await killSwitch(stage);
};
