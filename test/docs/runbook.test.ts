import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { outcomeAnchor } from '../../infra/runbook.ts';
import { ALARM_ANCHORS } from '../../lambda/contract/alarm-anchor.ts';
import { OutcomeSchema } from '../../lambda/contract/outcome.ts';
import { readPayload } from '../../lambda/requests/door.ts';
import { CLIENT_ID } from '../infra/profiles.ts';
import { NO_INPUTS } from '../inputs.ts';

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

/** The sections below a heading of the first rank, by their names. */
const sectionsOf = (part: string): Record<string, string> => {
  const [, rest = ''] = runbook.split(`\n# ${part}\n`);
  const [text = ''] = rest.split('\n# ');
  return Object.fromEntries(
    text
      .split('\n## ')
      .slice(1)
      .map((section) => [section.split('\n')[0] ?? '', section]),
  );
};

/** A line to paste stands on its own, indented, or in one piece in the first step. */
const COMMAND = /^ {4,}(aws|docspace-kill-switch) |`docspace-kill-switch [^`\n]+`/m;

test('the runbook has a section for each alarm, in the order of the alarms, and for nothing else among them', () => {
  expect(Object.keys(sectionsOf('Alarms'))).toEqual(ALARM_ANCHORS);
});

test('the runbook has a section for each outcome, which a mail about it leads to', () => {
  expect(Object.keys(sectionsOf('Outcomes'))).toEqual(OutcomeSchema.options.map(outcomeAnchor));
});

test.each(Object.entries(sectionsOf('Alarms')))(
  'the section of the alarm %s has a command to paste',
  (_, text) => {
    expect(text).toMatch(COMMAND);
    expect(text).toContain('**First:**');
  },
);

const awsCli = readFileSync(new URL('../../docs/aws-cli.md', import.meta.url), 'utf8');

describe('what runbook and appendix send to the function is understood', () => {
  // In the runbook set as code, in the appendix quoted for a shell; without a value it is part of another.
  const payloads = new Set(
    [...`${runbook}${awsCli}`.matchAll(/[`'](\{"(?:action|clientId|schedule)":[^`']+\})[`']/g)].map(
      ([, payload = '']) => payload,
    ),
  );

  test('there are such payloads', () => expect(payloads.size).toBeGreaterThan(5));

  test.each([...payloads])('%s', (payload) => {
    const delivery = readPayload(JSON.parse(payload.replace('<UUID>', CLIENT_ID)), NO_INPUTS, 'unqualified');
    expect(delivery.from).not.toBe('bus');
    if (delivery.from !== 'bus') expect(delivery.request.action).not.toBe('invalid');
  });
});
