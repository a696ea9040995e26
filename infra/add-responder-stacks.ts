import type { App } from 'aws-cdk-lib';
import { ResponderStack } from './responder-stack.ts';
import { readSettings } from './settings.ts';
import { settingsInContext } from './settings-in-context.ts';

/**
 * Adds one stack per portal to the app, as its context asks for, and below it what a file of settings holds.
 * @throws SettingsError
 */
export const addResponderStacks = (
  app: App,
  fromFile: Readonly<Record<string, unknown>> = {},
): ResponderStack[] => {
  const perStack = readSettings({ ...fromFile, ...settingsInContext(app.node.getAllContext()) });
  const severalPortals = perStack.length > 1;
  const stacks = perStack.map(
    (settings, position) =>
      new ResponderStack(app, settings.stackName, {
        settings,
        severalPortals,
        // A registry exists once per account and region: the first stack creates it for all.
        createTestEventRegistry: settings.testEvents === 'create-registry' && position === 0,
      }),
  );
  const [first, ...others] = stacks;
  for (const stack of others) {
    if (first !== undefined && perStack[0]?.testEvents === 'create-registry') stack.addStackDependency(first);
  }
  return stacks;
};
