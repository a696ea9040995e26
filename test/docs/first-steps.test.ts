import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { STACK } from '../../infra/runbook.ts';
import { ALARM_ANCHORS } from '../../lambda/contract/alarm-anchor.ts';
import { templateOf } from '../infra/synthesised.ts';

const DescriptionsSchema = z.record(
  z.string(),
  z.object({ Properties: z.object({ AlarmName: z.string(), AlarmDescription: z.string() }) }),
);

/** Words only: where lines break and what is set as code is the page's own matter. */
const words = (text: string): string => text.replaceAll('`', '').replaceAll(/\s+/g, ' ').trim();

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

const sectionOf = (anchor: string): string => {
  const [, after = ''] = runbook.split(`\n## ${anchor}\n`);
  return after.split(/\n#+ /)[0] ?? '';
};

const descriptions = Object.values(
  DescriptionsSchema.parse(
    templateOf({ inputs: 'asff', findingNotes: true }).findResources('AWS::CloudWatch::Alarm'),
  ),
).map(({ Properties }) => Properties);

describe('who comes from an alarm reads the same first step in the runbook', () => {
  test.each(ALARM_ANCHORS)('%s', (anchor) => {
    const alarm = descriptions.find(({ AlarmName: name }) => name.endsWith(`-${anchor}`));
    const [, firstStep] = / First: (.+) Runbook: /.exec(alarm?.AlarmDescription ?? '') ?? [];
    expect(firstStep).toBeDefined();
    // An alarm has the name of its stack; the page has what stands for it.
    const asInRunbook = words(firstStep ?? '').replaceAll('--stack DocSpaceKillSwitch', `--stack ${STACK}`);
    expect(words(sectionOf(anchor))).toContain(`**First:** ${asInRunbook}`);
  });
});
