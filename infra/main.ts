import { App } from 'aws-cdk-lib';
import { addResponderStacks } from './add-responder-stacks.ts';
import { SettingsError } from './settings-error.ts';
import { readSettingsFile } from './settings-file.ts';
import { FILE_KEY } from './settings-in-context.ts';

const app = new App();
try {
  addResponderStacks(app, readSettingsFile(app.node.tryGetContext(FILE_KEY), process.cwd()));
} catch (error) {
  // A wrong setting is the reader's to mend: they get the sentence, not a stack trace of ours.
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
app.synth();
