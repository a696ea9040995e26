import { readFileSync } from 'node:fs';
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { addResponderStacks } from '../../infra/add-responder-stacks.ts';
import { APP, addPackageStack } from '../../infra/package/package-stack.ts';

/** What `warnings.test.ts` holds; each synth would print it anew, between the results of the tests. */
const OWN_WARNINGS = [
  'no-notify-email',
  'runbook-url',
  'alerts-off',
  'no-reserved-concurrency',
  'drift-is-reported',
].map((id) => `Annotation::docspace-kill-switch:${id}`);

export const PORTAL = 'https://example.onlyoffice.com';

const CdkJsonSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** The context that cdk.json gives to every run: feature flags, and no settings. */
export const cdkJson = CdkJsonSchema.parse(
  JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')),
);

/** The app as the CDK command line runs it, without bundling. */
export const appWith = (settings: Record<string, unknown>): { app: App; stacks: Stack[] } => {
  const app = new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], ...settings } });
  return { app, stacks: addResponderStacks(app) };
};

/** Leaves an app's own warnings out, for tests of anything else. */
export const quieten = (app: App): void => {
  for (const id of OWN_WARNINGS) Validations.of(app).acknowledge({ id, reason: 'held by a test of its own' });
};

/** The same app, for tests of anything but its own warnings. */
export const quietAppWith = (settings: Record<string, unknown>): ReturnType<typeof appWith> => {
  const made = appWith(settings);
  quieten(made.app);
  return made;
};

/** Templates of every stack, in the order of the portals. */
export const templatesOf = (settings: Record<string, unknown>): Template[] =>
  quietAppWith(settings).stacks.map((stack) => Template.fromStack(stack));

/** The template of the only stack, with defaults but for what is given. */
export const templateOf = (settings: Record<string, unknown> = {}): Template => {
  const [template] = templatesOf({ portalUrl: PORTAL, ...settings });
  if (template === undefined) throw new Error('the app has no stack');
  return template;
};

/** The template of `npm run package`, without bundling. */
export const packagedTemplate = (settings: Record<string, unknown> = {}): Template => {
  const app = new App({ ...APP, context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });
  quieten(app);
  return Template.fromStack(addPackageStack(app, settings));
};
