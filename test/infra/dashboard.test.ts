import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { DETAIL_METRICS, OPEN_METRICS, UNREADABLE_METRIC } from '../../lambda/contract/metric-names.ts';
import { type Outcome, OutcomeSchema } from '../../lambda/contract/outcome.ts';
import { END_CODES } from '../../lambda/log.ts';
import { templateOf } from './synthesised.ts';
import { alarmsOf, only } from './template-parts.ts';

const WidgetSchema = z.object({
  y: z.number(),
  height: z.number(),
  properties: z.object({
    title: z.string().optional(),
    view: z.string().optional(),
    query: z.string().optional(),
    metrics: z.array(z.array(z.unknown())).optional(),
  }),
});

/** The dashboard's widgets; references to other resources become text. */
const widgetsOf = (template: Template) => {
  const { Properties } = z
    .object({
      Properties: z.object({
        DashboardBody: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
      }),
    })
    .parse(only(template.findResources('AWS::CloudWatch::Dashboard')));
  const body = Properties.DashboardBody['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'x'));
  return z.object({ widgets: z.array(WidgetSchema) }).parse(JSON.parse(body.join(''))).widgets;
};

const widgets = widgetsOf(templateOf());

describe('the dashboard', () => {
  test('shows what waits for a person as numbers, right under the alarms', () => {
    const numbers = widgets.filter(({ properties }) => properties.view === 'singleValue');
    const shown = numbers.flatMap(({ properties }) => (properties.metrics ?? []).map(([, name]) => name));
    const held: Outcome = 'held';
    expect(shown.sort()).toEqual(
      [...Object.values(OPEN_METRICS), held, DETAIL_METRICS.ledgerUnavailable].sort(),
    );
    // Title and alarms take the first seven rows of the grid.
    expect(new Set(numbers.map(({ y }) => y))).toEqual(new Set([7]));
  });

  test('shows the results of the schedules, those that found the kill switch unhealthy as well', () => {
    const shown = widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter((metric) => metric.includes('schedule'))
      .map(([, name]) => name);
    expect(shown).toEqual(
      expect.arrayContaining(['healthy', 'unhealthy', OPEN_METRICS.drifted, 'failed', 'drifted']),
    );
  });

  test('shows records that cannot be read beside the ledger', () => {
    const ledger = widgets.find(({ properties }) => properties.title === 'Ledger');
    expect((ledger?.properties.metrics ?? []).map(([, name]) => name)).toContain(UNREADABLE_METRIC);
  });

  test('lists the last results without every run of the drift watch, but with what it found', () => {
    const query = widgets.find(({ properties }) => properties.title === 'Last results')?.properties.query;
    expect(query).toContain('outcome != "listed"');
    expect(query).toContain('or code = "KS420"');
  });
});

test('with dashboard=false there is no dashboard and no link to one; every alarm stays', () => {
  const without = templateOf({ dashboard: false });
  expect(without.findResources('AWS::CloudWatch::Dashboard')).toEqual({});
  expect(without.findOutputs('DashboardPage')).toEqual({});
  expect(alarmsOf(without)).toEqual(alarmsOf(templateOf()));
});

test('the last results are the lines with which a request ends', () => {
  const body = JSON.stringify(templateOf().findResources('AWS::CloudWatch::Dashboard'));
  const [, listed = ''] = /code in \[([^\]]+)\]/.exec(body) ?? [];
  const codes = new Set(OutcomeSchema.options.map((outcome) => END_CODES[outcome]));
  expect(new Set(listed.match(/KS\d+/g))).toEqual(codes);
});

test('docs/operations.md says of every widget what it means, in the order of the page', () => {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const [section = ''] = page.split('\n## Dashboard\n').slice(1);
  const [, ...rows] = (section.split('\n## ')[0] ?? '').match(/^\| (?!-).+? \|/gm) ?? [];
  const titles = widgets.flatMap(({ properties }) => properties.title ?? []);
  // The line of links at the top needs no words.
  expect(titles).toHaveLength(widgets.length - 1);
  expect(rows.map((row) => row.slice(2, -2))).toEqual(titles);
});
