import { expect, test } from 'vitest';
import { PROFILES } from './profiles.ts';
import { templatesOf } from './synthesised.ts';

/** Hashes of assets change with every edit of the function; what is deployed around it must not. */
const normalised = (template: unknown): unknown =>
  JSON.parse(JSON.stringify(template).replaceAll(/[0-9a-f]{64}/g, '<asset hash>'));

test.each(Object.entries(PROFILES))('the profile %s deploys what it did', async (name, settings) => {
  const templates = templatesOf(settings).map((template) => normalised(template.toJSON()));
  await expect(`${JSON.stringify(templates, null, 2)}\n`).toMatchFileSnapshot(
    `snapshots/${name.replaceAll(' ', '-')}.snap`,
  );
});
