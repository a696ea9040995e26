/** One sentence for the person at the terminal, or nothing where this Node will do. */
export declare const nodeProblem: (version: string) => string | undefined;
