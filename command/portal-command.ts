import { startEmbeddedPortal, visibleClients } from '../local/kill-switch/embedded-portal.ts';
import type { Portal } from '../local/portal/simulator.ts';
import { colorsFor } from '../local/terminal/colors.ts';
import { EXIT, type ExitCode } from '../local/terminal/exit-code.ts';
import type { Terminal } from '../local/terminal/terminal.ts';
import { invokedAs } from './invoked-as.ts';
import { UsageError } from './usage-error.ts';

export type PortalCommandOptions = { port?: number; rateLimit?: number };

const start = async (options: PortalCommandOptions): Promise<Portal> => {
  try {
    return await startEmbeddedPortal(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new UsageError(`port ${options.port} is in use: choose another one with --port`);
    if (code === 'EACCES')
      throw new UsageError(
        `port ${options.port} cannot be opened without more rights: choose one above 1023 with --port`,
      );
    throw error;
  }
};

/**
 * The portal simulator alone, until it is interrupted. Its state ends with the command.
 * @throws UsageError where the port is in use or may not be opened
 */
export const runPortal = async (options: PortalCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const interrupted = terminal.untilInterrupted();
  const portal = await start(options);
  const { bold, dim } = colorsFor(terminal);
  const { crm } = portal.clients;
  const command = `PORTAL_URL=${portal.url} API_KEY=${portal.keys.admin} ${invokedAs(terminal.env)}`;
  const lines = [
    `${bold('portal')}   ${portal.url}  ${dim('a simulator, on this machine only; Ctrl-C ends it')}`,
    `${bold('API key')}  ${portal.keys.admin}  ${dim('of a DocSpace admin')}`,
    `${bold('clients')}`,
    ...visibleClients(portal).map(({ clientId, name }) => `  ${clientId}  ${name}`),
    '',
    'In another terminal:',
    `  ${command} check`,
    `  ${command} disable ${crm.clientId} --reason drill`,
    `  ${command} status ${crm.clientId}`,
    `  ${command} enable ${crm.clientId} --reason "drill is over" --accept-unrotated-secret`,
  ];
  terminal.stdout.write(`${lines.join('\n')}\n`);
  await interrupted;
  await portal.close();
  terminal.stderr.write('portal stopped\n');
  return EXIT.holds;
};
