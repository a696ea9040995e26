import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { functionEnvironment, VARIABLE_OF } from '../../infra/function-settings.ts';
import { SETTING_NAMES } from '../../infra/setting-schema.ts';
import { asText } from '../../infra/setting-values.ts';
import { readSettings } from '../../infra/settings.ts';
import { PORTAL } from '../infra/synthesised.ts';

const text = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');

const section = text.slice(text.indexOf('\n## Settings\n'), text.indexOf('\n### Where the portal is\n'));

/** The table's rows: the name of a setting, and its default as one would write it after `-c`. */
const documented = [...section.matchAll(/^\| `(\w+)` \| [^|]+ \| ([^|]+) \| [^|]+ \|$/gm)].map(
  ([, name = '', fallback = '']) => [name, fallback.replaceAll('`', '').trim()],
);

const defaults = (): Record<string, string> => {
  const [settings] = readSettings({ portalUrl: PORTAL });
  if (settings === undefined) throw new Error('there are no settings');
  const environment = functionEnvironment(settings.function);
  const ofFunction = Object.entries(VARIABLE_OF).map(([name, variable]) => [name, environment[variable]]);
  const given: Record<string, unknown> = { ...settings, ...Object.fromEntries(ofFunction) };
  return Object.fromEntries(
    SETTING_NAMES.map((name) => {
      if (name === 'portalUrl') return [name, 'required'];
      return [name, String(asText(given[name]) || 'none')];
    }),
  );
};

test('the table of settings names every setting once', () => {
  expect(documented.map(([name]) => name).sort()).toEqual([...SETTING_NAMES].sort());
});

test('the table of settings shows the defaults of the schema', () => {
  expect(Object.fromEntries(documented)).toEqual(defaults());
});
