import type { Terminal } from '../local/terminal/terminal.ts';

/** The first line of every answer: where it comes from. With --json it goes beside the document, not into it. */
export const announce = (
  title: string,
  { json }: { json?: true | undefined },
  { stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>,
): void => {
  (json === true ? stderr : stdout).write(`${title}\n`);
};
