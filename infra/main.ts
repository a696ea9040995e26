import { App } from 'aws-cdk-lib';
import { addResponderStacks } from './add-responder-stacks.ts';
import { SettingsError } from './settings-error.ts';

const app = new App();
try {
  addResponderStacks(app);
} catch (error) {
  // A wrong setting is the reader's to mend: they get the sentence, not a stack trace of ours.
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
app.synth();
