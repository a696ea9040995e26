import { App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { PROFILES } from './profiles.ts';
import { appWith } from './synthesised.ts';

test.each(Object.entries(PROFILES))('AwsSolutions finds nothing in the profile %s', (_, settings) => {
  const { app } = appWith(settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  expect(() => app.synth()).not.toThrow();
});

test('AwsSolutions would report it if it found something', () => {
  const app = new App();
  new Queue(new Stack(app, 'Careless'), 'Queue');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).toThrow();
});
