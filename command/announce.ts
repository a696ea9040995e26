import type { Terminal } from '../local/terminal/terminal.ts';
import { hanging } from './hanging.ts';

/** The first line of every answer: where it comes from. With --json it goes beside the document, not into it. */
export const announce = (
  title: string,
  { json }: { json?: true | undefined },
  { stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>,
): void => {
  const output = json === true ? stderr : stdout;
  output.write(`${hanging('', 2, title, output.columns)}\n`);
};
