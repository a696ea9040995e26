import { startEmbeddedPortal } from '../kill-switch/embedded-portal.ts';
import { createStderrTelemetry } from '../kill-switch/stderr-telemetry.ts';
import { colorsFor } from '../terminal/colors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-code.ts';
import { given, type Terminal } from '../terminal/terminal.ts';
import { breakerHoldsTheFlood } from './breaker.ts';
import { connectedApp } from './connected-app.ts';
import { alertArrives, appIsOut, appWorks, killSwitchRuns } from './containment.ts';
import { dryRunWritesNothing } from './dry-run.ts';
import { createNarrator, StoryError } from './narrator.ts';
import { onePatchIsNotEnough } from './race.ts';
import { protectedIsRefused } from './refusal.ts';
import { restoredOnlyWithNewSecret } from './restore.ts';
import { resultGoesOut } from './result-event.ts';
import { createStoryContext, type StoryContext } from './story-context.ts';

const runChapters = async (context: StoryContext): Promise<void> => {
  const app = connectedApp(context.portal.url, context.portal.clients.crm);
  const token = await appWorks(context, app);
  const alert = alertArrives(context, app);
  const result = await killSwitchRuns(context, alert);
  await appIsOut(context, app, token);
  resultGoesOut(context, result);
  await protectedIsRefused(context);
  await onePatchIsNotEnough(context);
  await dryRunWritesNothing(context);
  await breakerHoldsTheFlood(context);
  await restoredOnlyWithNewSecret(context, app, alert);
};

/**
 * Shows what the kill switch is for on an embedded portal, in a few seconds. Each line is checked before it is
 * written; the exit code is 1 where a check failed.
 */
export const runStory = async (
  terminal: Terminal,
  {
    program,
    verbose,
    startPortal = startEmbeddedPortal,
  }: { program: string; verbose: boolean; startPortal?: typeof startEmbeddedPortal },
): Promise<ExitCode> => {
  const { env, stdout, stderr } = terminal;
  const colors = colorsFor(terminal);
  const narrator = createNarrator(stdout, colors);
  if (given(env, 'PORTAL_URL') !== undefined)
    stderr.write('PORTAL_URL is not used: the story runs on the embedded portal only\n');
  const portal = await startPortal();
  try {
    narrator.title('The kill switch for OAuth2 clients of a DocSpace portal, from alert to proof');
    narrator.aside(`On a simulated portal, ${portal.url}; nothing else is touched. All times are measured.`);
    const telemetry = createStderrTelemetry(stderr, { verbose });
    await runChapters(createStoryContext(portal, narrator, telemetry, terminal));
    narrator.title('\nEvery line above was checked before it was written.');
    narrator.say(`${program} --help shows the commands, for this portal and for yours.`);
    return EXIT.holds;
  } catch (error) {
    if (!(error instanceof StoryError)) throw error;
    stdout.write(`\n${colors.bold(colors.red(`NOT AS EXPECTED: ${error.message}`))}\n`);
    return EXIT.failed;
  } finally {
    await portal.close();
  }
};
