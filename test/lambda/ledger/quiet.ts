/** Resolves once nothing goes on by itself any more: everything that is left waits for somebody to let it go on. */
export const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
