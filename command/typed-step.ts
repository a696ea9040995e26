/** How a person sends the next request: the program, and the options that say where to. */
export type Typed = { program: string; options: string };

const REQUEST = /\{"action": "([a-z-]+)"(?:, "clientId": "([^"]*)")?(?:, "reason": "([^"]*)")?\}/g;

/** A result shows requests as JSON, for the console; here they are the commands that send them. */
export const typedStep = (step: string, { program, options }: Typed): string =>
  step
    .replace(/"acceptUnrotatedSecret": true \(local command: (--[a-z-]+)\)/, '$1')
    .replace(REQUEST, (_, action: string, clientId?: string, reason?: string) =>
      [program, action, clientId, options, reason && `--reason "${reason}"`].filter(Boolean).join(' '),
    );
