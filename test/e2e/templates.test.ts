import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { folderWith } from '../folders.ts';
import { PROFILES } from '../infra/profiles.ts';
import { packagedTemplate, quietAppWith } from '../infra/synthesised.ts';
import { CFN_LINT } from './account/emulator-program.ts';

/** A dependency that a reference says already: CDK writes it beside, and it does no harm. */
const REDUNDANT_DEPENDENCY = 'W3005';

/** What cfn-lint reports about templates, by AWS's own schemas of every resource. */
const lint = (templates: Record<string, string>): string => {
  const folder = folderWith(templates);
  const files = Object.keys(templates).map((name) => join(folder, name));
  const options = ['--regions', 'us-east-1', '--ignore-checks', REDUNDANT_DEPENDENCY];
  const { stdout, stderr } = spawnSync(CFN_LINT, [...options, '--', ...files], {
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
};

test("every profile's template is one that AWS takes, as far as its schemas say", () => {
  const templates = Object.entries(PROFILES).flatMap(([profile, settings]) =>
    quietAppWith(settings).stacks.map((stack) => [
      `${profile.replaceAll(' ', '-')}-${stack.stackName}.json`,
      JSON.stringify(Template.fromStack(stack).toJSON(), null, 1),
    ]),
  );
  expect(templates.length).toBeGreaterThan(Object.keys(PROFILES).length);
  expect(lint(Object.fromEntries(templates))).toBe('');
});

test('the packaged template is one that AWS takes, with and without what is packaged beside its parameters', () => {
  const template = (settings: Record<string, unknown>) =>
    JSON.stringify(packagedTemplate(settings).toJSON(), null, 1);
  const { form = {}, findings = {} } = { form: PROFILES['form and chat'], findings: PROFILES['findings'] };
  const { alertOrganization: _, ...formAndChat } = form;
  expect(
    lint({
      'packaged.json': template({}),
      'packaged-findings.json': template(findings),
      'packaged-form-and-chat.json': template(formAndChat),
    }),
  ).toBe('');
});

test('a template that AWS would not take is found', () => {
  const wrong = {
    Resources: {
      Document: { Type: 'AWS::SSM::Document', Properties: { Content: {}, DocumentType: 'Form' } },
    },
  };
  expect(lint({ 'wrong.json': JSON.stringify(wrong) })).toContain('E3030');
});
