import { App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PROFILES } from './profiles.ts';
import { quietAppWith } from './synthesised.ts';

/** What the checks themselves read, once a process, of a bus's policy that says nothing of it. */
const READ_BY_THE_CHECKS = 'aws_events.CfnEventBusPolicy#principal is deprecated';

/** @returns what was printed meanwhile, by whatever way the console offers */
const capturePrinted = (): string[] => {
  const printed: string[] = [];
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    const spy = vi.spyOn(console, level).mockImplementation((...parts) => void printed.push(parts.join(' ')));
    onTestFinished(() => spy.mockRestore());
  }
  return printed;
};

test.each(Object.entries(PROFILES))('AwsSolutions finds nothing in the profile %s', (_, settings) => {
  const printed = capturePrinted();
  const { app } = quietAppWith(settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  expect(() => app.synth()).not.toThrow();
  expect(printed.filter((text) => !text.includes(READ_BY_THE_CHECKS))).toEqual([]);
});

test('AwsSolutions would report it if it found something', () => {
  const app = new App();
  new Queue(new Stack(app, 'Careless'), 'Queue');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).toThrow('AwsSolutions-SQS3');
});
