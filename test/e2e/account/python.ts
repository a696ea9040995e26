import { spawnSync } from 'node:child_process';
import { StepError } from './step-error.ts';

const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/** Debian and Ubuntu ship Python without the parts that make a virtual environment. */
const FITS = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';

/**
 * Name of a Python that can run the emulator.
 * @throws StepError that says what to install
 */
export const findPython = (): string => {
  const python = NAMES.find((name) => spawnSync(name, ['-c', FITS], { stdio: 'ignore' }).status === 0);
  if (python !== undefined) return python;
  throw new StepError(
    'npm run test:e2e needs Python 3.10 or newer with its venv module for the local AWS emulator: install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python) and run it again.',
  );
};
