import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { PROFILES } from './profiles.ts';
import { quietAppWith } from './synthesised.ts';
import { differences } from './template-differences.ts';

type Deployed = { name: string; template: string };

/** The stacks of a profile. Hashes of assets change with every edit of the function; what is deployed around it must not. */
const deployed = (settings: Record<string, unknown>): Deployed[] =>
  quietAppWith(settings).stacks.map((stack) => ({
    name: stack.stackName,
    template: JSON.stringify(Template.fromStack(stack).toJSON()).replaceAll(/[0-9a-f]{64}/g, '<asset hash>'),
  }));

/** The same without the two names that are in every second line of it. */
const comparable = ({ name, template }: Deployed) => {
  const [, portal = 'no portal'] = /"PORTAL_URL":"([^"]+)"/.exec(template) ?? [];
  return JSON.parse(
    template
      .replaceAll(name, '<stack>')
      .replaceAll(name.replaceAll('-', ''), '<stack>')
      .replaceAll(portal, '<portal>'),
  );
};

const { default: usual = {}, ...others } = PROFILES;

test('the profile default deploys what it did', async () => {
  const templates = deployed(usual).map(({ template }) => JSON.parse(template));
  await expect(`${JSON.stringify(templates, null, 2)}\n`).toMatchFileSnapshot('snapshots/default.snap');
});

test.each(Object.entries(others))(
  'the profile %s deploys as differently as it did',
  async (name, settings) => {
    const stacks = deployed(settings);
    const lines = stacks.flatMap((stack, position) => {
      const [before] = position === 0 ? deployed(usual) : [stacks[position - 1]];
      if (before === undefined) throw new Error('the profile default has no stack');
      return [
        `# ${stack.name}, beside ${position === 0 ? 'the profile default' : before.name}`,
        ...differences(comparable(before), comparable(stack)),
      ];
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`snapshots/${name.replaceAll(' ', '-')}.diff`);
  },
);
