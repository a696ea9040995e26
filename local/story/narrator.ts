import { isDeepStrictEqual } from 'node:util';
import type { Colors } from '../terminal/colors.ts';
import type { Output } from '../terminal/terminal.ts';

/** A result was not what the story says. */
export class StoryError extends Error {
  override readonly name = 'StoryError' as const;
}

/** @throws StoryError where what was seen is not what the next line says */
export const mustBe = (what: string, seen: unknown, expected: unknown): void => {
  if (isDeepStrictEqual(seen, expected)) return;
  throw new StoryError(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(seen)}`);
};

/** Runs a step and measures it. */
export const timed = async <T>(step: () => Promise<T>): Promise<{ value: T; ms: number }> => {
  const start = performance.now();
  const value = await step();
  return { value, ms: performance.now() - start };
};

const LABEL_WIDTH = 13;

/** Writes the story: numbered chapters, lines under them, and facts in two columns. */
export const createNarrator = (stdout: Output, { bold, dim }: Colors) => {
  let chapters = 0;
  const line = (text: string) => stdout.write(`${text}\n`);
  return {
    title: (text: string) => line(bold(text)),
    chapter: (title: string) => {
      chapters += 1;
      line(`\n${bold(`${chapters}. ${title}`)}`);
    },
    /** @param ms how long the step took */
    say: (text: string, ms?: number) =>
      line(`   ${text}${ms === undefined ? '' : dim(`  ${Math.round(ms)} ms`)}`),
    fact: (label: string, text: string) => line(`   ${dim(label.padEnd(LABEL_WIDTH))}${text}`),
    block: (text: string) => line(text.replace(/^/gm, '   ')),
    aside: (text: string) => line(`   ${dim(text)}`),
  };
};

export type Narrator = ReturnType<typeof createNarrator>;
