import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Asks a person; the answer is one line, or nothing where they end the input. */
export const questionAt =
  (input: Readable, output: Writable) =>
  (question: string): Promise<string> =>
    new Promise((resolve) => {
      const lines = createInterface({ input, output });
      // Ctrl-C and Ctrl-D close it without an answer.
      lines.once('close', () => resolve(''));
      lines.question(question, (answer) => {
        resolve(answer);
        lines.close();
      });
    });

/** Whether an answer to a question that ends with `[y/N]` is a yes. */
export const isYes = (answer: string): boolean => /^\s*y(es)?\s*$/i.test(answer);
