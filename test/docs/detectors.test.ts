import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { AlertSchema } from '../../lambda/requests/alert.ts';
import { detectorExample, EXAMPLES } from '../detector-examples.ts';
import { FIXTURE_CLIENT } from '../findings.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');

const valueAt = (event: unknown, path: string): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => z.record(z.string(), z.unknown()).parse(value)[name], event);

describe.each(EXAMPLES)('the example %s', (name) => {
  const { event, pattern, transformer } = detectorExample(name);
  const { InputPathsMap: paths, InputTemplate: template } = transformer;

  test('stands in the documents as it is tested', () => {
    expect(page).toContain(`docs/detectors/${name}/pattern.json`);
    expect(page).toContain(`docs/detectors/${name}/transformer.json`);
  });

  test('has placeholders without quotes, each with its path', () => {
    const placeholders = [...template.matchAll(/<(\w+)>/g)].map(([, placeholder]) => placeholder);
    expect([...new Set(placeholders)].sort()).toEqual(Object.keys(paths).sort());
    expect(template).not.toMatch(/"[^",:]*<\w+>|<\w+>[^",}]*"(?=[,}])/);
  });

  test('demands every field that the transformer takes', () => {
    const demanded = JSON.stringify(pattern);
    for (const path of Object.values(paths).filter((one) => one.startsWith('$.detail.')))
      expect(demanded).toContain(`"${path.split('.').at(-1)}"`);
  });

  test('yields an alert that the function takes, quotes and new lines included', () => {
    // As EventBridge does without quotes around a placeholder: the JSON value stands in its place.
    const mapped: unknown = JSON.parse(
      template.replaceAll(/<(\w+)>/g, (_, placeholder: string) =>
        JSON.stringify(valueAt(event, paths[placeholder] ?? '')),
      ),
    );
    const alert = AlertSchema.parse(mapped);
    expect(alert).toMatchObject({ clientId: FIXTURE_CLIENT, action: 'disable', eventId: event.id });
    expect(alert.reason).toContain('"CRM"');
    expect(['high', 'critical']).toContain(alert.severity);
  });
});
