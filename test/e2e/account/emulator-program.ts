import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT_ROOT } from '../../../infra/bundle/bundling.ts';
import { runCommand } from './command.ts';
import { findPython } from './python.ts';

const FOLDER = join(PROJECT_ROOT, '.cache/emulator');

const PYTHON = join(FOLDER, 'bin/python');

/** Checks templates, once the emulator is installed. */
export const CFN_LINT = join(FOLDER, 'bin/cfn-lint');
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** Written last: an installation that was broken off is begun anew. */
const INSTALLED = join(FOLDER, 'installed.txt');

const PIP = [
  '-m',
  'pip',
  'install',
  '--quiet',
  '--no-input',
  '--disable-pip-version-check',
  '--retries',
  '2',
];

/** The machine's own environment: pip may need its proxy, certificates and index. */
const machine = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/**
 * The Python that holds the emulator in the pinned versions; installs it where it is not there yet.
 * @throws StepError
 */
export const emulatorProgram = async (signal: AbortSignal): Promise<string> => {
  const wanted = await readFile(REQUIREMENTS, 'utf8');
  const installed = existsSync(INSTALLED) ? await readFile(INSTALLED, 'utf8') : undefined;
  if (installed === wanted && existsSync(PYTHON)) return PYTHON;

  const system = findPython();
  await rm(FOLDER, { recursive: true, force: true });
  const options = { env: machine(), cwd: PROJECT_ROOT, signal };
  await runCommand(system, ['-m', 'venv', FOLDER], {
    ...options,
    problem: `${system} could not make a virtual environment in .cache/emulator: install its venv module.`,
  });
  await runCommand(PYTHON, [...PIP, '--requirement', REQUIREMENTS], {
    ...options,
    problem:
      'pip could not install the local AWS emulator: npm run test:e2e needs a Python package index the first time; check the network, or set PIP_INDEX_URL. pip said:',
  });
  await writeFile(INSTALLED, wanted);
  return PYTHON;
};
