import { App } from 'aws-cdk-lib';
import { addResponderStacks } from './add-responder-stacks.ts';
import { SettingsError } from './settings-error.ts';
import { readSettingsFile } from './settings-file.ts';
import { FILE_KEY } from './settings-in-context.ts';

const app = new App();
try {
  addResponderStacks(app, readSettingsFile(app.node.tryGetContext(FILE_KEY), process.cwd()));
} catch (error) {
  // The reader can fix an invalid setting: the message names it, and a stack trace would hide that.
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
app.synth();
