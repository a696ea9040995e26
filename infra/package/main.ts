import { App } from 'aws-cdk-lib';
import { SettingsError } from '../settings-error.ts';
import { readSettingsFile } from '../settings-file.ts';
import { FILE_KEY, settingsInContext } from '../settings-in-context.ts';
import { APP, addPackageStack } from './package-stack.ts';
import { writePackage } from './write-package.ts';

const FOLDER = 'packaged';

const app = new App(APP);
try {
  const fromFile = readSettingsFile(app.node.tryGetContext(FILE_KEY), process.cwd());
  const stack = addPackageStack(app, { ...fromFile, ...settingsInContext(app.node.getAllContext()) });
  const files = writePackage(app.synth().getStackArtifact(stack.artifactId), FOLDER);
  console.error(`written to ${FOLDER}/: ${files.join(', ')}; docs/deploy.md says how they are deployed`);
} catch (error) {
  // The reader can fix an invalid setting: the message names it, and a stack trace would hide that.
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
