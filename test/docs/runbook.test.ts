import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALARM_ANCHORS, OUTCOMES_ANCHOR } from '../../infra/runbook.ts';

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

for (const anchor of [...ALARM_ANCHORS, OUTCOMES_ANCHOR]) {
  test(`the runbook has the section that an alarm or a notification points to: ${anchor}`, () => {
    expect(runbook).toContain(`\n## ${anchor}\n`);
  });
}
