import { WriteStream } from 'node:tty';
import type { Terminal } from '../local/terminal/terminal.ts';

/** How long the function may take: a request by hand gives up, an alert waits for the portal. */
export const LONGEST = { person: 'gives up after 50 s', alert: 'an alert may take up to 10 min' } as const;

/** In a pipe a wait is one line when it becomes noticeable, and one more each time so many seconds have passed. */
const REPEAT_SECONDS = 15;

type Shown = { show: (text: string) => void; end: () => void };

/** A spinner that takes its line away again; for a person at a terminal. */
const spinnerOn = async (stream: WriteStream): Promise<Shown> => {
  const { default: createSpinner } = await import('yocto-spinner');
  const spinner = createSpinner({ stream });
  return {
    show: (text) => {
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
    end: () => void spinner.stop(),
  };
};

/**
 * Waits for `work`, and from one second on says on stderr for what.
 * @param what what is waited for, and how long it may take; asked again each second
 */
export const showWait = async <T>(
  what: () => string,
  work: Promise<T>,
  { stderr, everySecond }: Pick<Terminal, 'stderr' | 'everySecond'>,
): Promise<T> => {
  const spinner = stderr instanceof WriteStream && stderr.isTTY ? await spinnerOn(stderr) : undefined;
  let seconds = 0;
  let last = '';
  const stop = everySecond(() => {
    seconds += 1;
    const text = what();
    if (spinner !== undefined) return spinner.show(`${text} (${seconds} s)`);
    if (text !== last || seconds % REPEAT_SECONDS === 0) stderr.write(`${text} (${seconds} s)\n`);
    last = text;
  });
  try {
    return await work;
  } finally {
    stop();
    spinner?.end();
  }
};
