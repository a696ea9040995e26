import { startEmbeddedPortal } from '../kill-switch/embedded-portal.ts';
import { createStderrTelemetry } from '../kill-switch/stderr-telemetry.ts';
import { colorsFor } from '../terminal/colors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-code.ts';
import { given, type Terminal } from '../terminal/terminal.ts';
import { breakerHoldsTheFlood } from './breaker.ts';
import { connectedApp } from './connected-app.ts';
import { alertArrives, appIsOut, appWorks, killSwitchRuns } from './containment.ts';
import { dryRunWritesNothing } from './dry-run.ts';
import { BrokenStory, createNarrator } from './narrator.ts';
import { onePatchIsNotEnough } from './race.ts';
import { protectedIsRefused } from './refusal.ts';
import { restoredOnlyWithNewSecret } from './restore.ts';
import { resultGoesOut } from './result-event.ts';
import { type Stage, setStage } from './stage.ts';

const play = async (stage: Stage): Promise<void> => {
  const app = connectedApp(stage.portal.url, stage.portal.clients.crm);
  const token = await appWorks(stage, app);
  const alert = alertArrives(stage, app);
  const result = await killSwitchRuns(stage, alert);
  await appIsOut(stage, app, token);
  resultGoesOut(stage, result);
  await protectedIsRefused(stage);
  await onePatchIsNotEnough(stage);
  await dryRunWritesNothing(stage);
  await breakerHoldsTheFlood(stage);
  await restoredOnlyWithNewSecret(stage, app, alert);
};

/**
 * Plays what the kill switch is for on an embedded portal, in a few seconds. Each line that is told was checked
 * first; the exit code is 1 where one did not hold.
 */
export const tellStory = async (
  terminal: Terminal,
  {
    verbose,
    startPortal = startEmbeddedPortal,
  }: { verbose: boolean; startPortal?: typeof startEmbeddedPortal },
): Promise<ExitCode> => {
  const { env, stdout, stderr } = terminal;
  const colors = colorsFor(terminal);
  const narrator = createNarrator(stdout, colors);
  if (given(env, 'PORTAL_URL') !== undefined)
    stderr.write('PORTAL_URL is left alone: the story plays on the embedded portal only\n');
  const portal = await startPortal();
  try {
    narrator.title('The kill switch for OAuth2 clients of a DocSpace portal, from alert to proof');
    narrator.aside(`On a simulated portal, ${portal.url}; nothing else is touched. All times are measured.`);
    await play(setStage(portal, narrator, createStderrTelemetry(stderr, { verbose })));
    narrator.title('\nEverything above was checked while it was told.');
    narrator.tell('npm start -- --help shows the commands, for this portal and for yours.');
    return EXIT.holds;
  } catch (error) {
    if (!(error instanceof BrokenStory)) throw error;
    stdout.write(`\n${colors.bold(colors.red(`NOT AS TOLD: ${error.message}`))}\n`);
    return EXIT.failed;
  } finally {
    await portal.close();
  }
};
