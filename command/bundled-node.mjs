import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NODE = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

/**
 * Runs this program on the Node that `npm ci` brought, where the system's is too old; it ends as that one does.
 * Plain old JavaScript, as it runs on the old one.
 * @param {readonly string[]} argv script and arguments
 * @returns {Promise<boolean>} whether there is such a Node
 */
export const runOnOtherNode = async (argv) => {
  if (process.execPath === NODE || !existsSync(NODE)) return false;
  const child = spawn(NODE, argv, { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; anybody else sends a signal to this one only.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
  return true;
};
