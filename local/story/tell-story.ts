import type { ExitCode } from '../command/exit-code.ts';
import type { Terminal } from '../command/terminal.ts';
export const tellStory = async (_t: Terminal, _o: { verbose: boolean }): Promise<ExitCode> => 0;
