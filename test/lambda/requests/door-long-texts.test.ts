import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readEvents } from '../../../lambda/requests/door.ts';
import { rawAlert } from '../../alerts.ts';
import { findingEvent, withFindings } from '../../findings.ts';
import { EVERY_INPUT } from '../../inputs.ts';
import { snsEvent, sqsEvent } from '../../wrapped.ts';
import { CLIENT_ID } from './door.ts';

/** Cleaning looks at four times the longest reason, and nothing looks at more. */
const MAX_EXAMINED = 4_000;

/** Each is bad for another kind of expression. */
const HOSTILE = [
  'T+00',
  '1.',
  'https:',
  '9',
  ' ',
  '\u0007',
  '\u202e',
  'a/',
  '~0',
  '2026-01-31T03:00:00.',
].map((part) => part.repeat(Math.ceil(128_000 / part.length)));

/** Every text in a value replaced, one at a time. */
const broken = (value: unknown, text: string): unknown[] => {
  if (typeof value === 'string') return [text, `${value}${text}`, `${text}${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    broken(inner, text).map((changed) =>
      Array.isArray(value)
        ? value.map((one, at) => (String(at) === key ? changed : one))
        : { ...value, [key]: changed },
    ),
  );
};

/** Without one of these an expression takes at most a step for each character. */
const REPETITIONS = ['*', '+', '{'];

/** The longest text that an expression with a repetition is tried on: all go through `exec` once it is replaced. */
const watchExpressions = (): { longest: () => number } => {
  let longest = 0;
  const { exec } = RegExp.prototype;
  const spy = vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text: string) {
    if (REPETITIONS.some((sign) => this.source.includes(sign))) longest = Math.max(longest, text.length);
    return exec.call(this, text);
  });
  onTestFinished(() => spy.mockRestore());
  return { longest: () => longest };
};

const own = rawAlert(CLIENT_ID, {
  'replay-name': 'again',
  detail: {
    client_id: CLIENT_ID,
    alertId: 'a',
    title: 't',
    description: 'd',
    type: 'y',
    detector: 'w',
    portal: 'https://office.example',
    detectedAt: '2026-01-31T02:00:00Z',
  },
});

describe('no expression with a repetition is tried on more than a bounded part of a text', () => {
  test.for([
    ['our own format', own],
    ['several clients', rawAlert(undefined, { detail: { clientIds: [CLIENT_ID], cid: CLIENT_ID } })],
    ['a record of SNS', snsEvent(rawAlert(CLIENT_ID))],
    ['a record of SQS', sqsEvent(rawAlert(CLIENT_ID))],
    ['asff', findingEvent('asff-imported')],
    ['asff, from a button', findingEvent('asff-custom-action')],
    ['ocsf', findingEvent('ocsf-imported')],
  ] as const)('in %s, wherever the text is', ([, event]) => {
    const events = HOSTILE.flatMap((text) => broken(event, text));
    const { longest } = watchExpressions();
    for (const payload of events) readEvents(payload, EVERY_INPUT);
    const found = longest();
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThanOrEqual(MAX_EXAMINED);
  });
});

test('a time of more than 256 characters is no time, however it goes on', () => {
  const long = `2026-01-31T02:00:00.${'0'.repeat(240)}Z`;
  const asff = withFindings(findingEvent('asff-imported'), { LastObservedAt: long });
  const [read] = readEvents(asff, EVERY_INPUT);
  expect(read?.readings).toMatchObject([
    { kind: 'alert', alert: { hasUnreadableTime: true, detectedAt: new Date('2026-01-31T02:59:00Z') } },
  ]);
});
