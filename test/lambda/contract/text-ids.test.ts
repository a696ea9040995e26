import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdSchema, idOfPosition } from '../../../lambda/contract/text.ts';
import { alertFor } from '../../alerts.ts';
import { findingEvent, withFindings } from '../../findings.ts';
import { setStage } from '../../stage.ts';

const MEGABYTE = 1_000_000;
const idOf = (text: string): string => IdSchema.parse(text);

/** Any UTF-16 unit, lone surrogates included: JSON can carry them all. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const raw = fc.oneof(
  fc.string({ unit, maxLength: 6 }),
  fc.constantFrom('\u0007', '\u202e', '\ud800', '\ud801', '\u200b\u200c', 'a\u0007b', 'a b', '~0', '~1'),
  fc.string({ unit: fc.constantFrom('a', 'b', '\u0007'), minLength: 196, maxLength: 204 }),
);
/** Whoever knows how an id is kept may send the kept form as an id of their own. */
const ids = fc.oneof(raw, raw.map(idOf), raw.map(idOf).map(idOf));

describe('an id from outside', () => {
  test('is kept equal to another if and only if the two are equal but for blanks around them', () => {
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        expect(idOf(one) === idOf(other)).toBe(one.trim() === other.trim());
        expect(idOf(` ${one}\n`)).toBe(idOf(one));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is a clean line, whatever it was', () => {
    fc.assert(
      fc.property(ids, (text) => {
        const kept = idOf(text);
        expect(kept.length).toBeLessThanOrEqual(200);
        expect(kept).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 500 },
    );
  });

  test.for([
    ['two lone surrogates', '\ud800', '\ud801'],
    ['the text after many blanks', `${' '.repeat(1_000)}a`, `${' '.repeat(1_000)}b`],
    ['the text after many control characters', `${'\u0007'.repeat(1_000)}a`, `${'\u0007'.repeat(1_000)}b`],
    ['invisible characters only', '\u202e', '\u202d'],
    ['the end of a megabyte', `${'x'.repeat(MEGABYTE)}1`, `${'x'.repeat(MEGABYTE)}2`],
    ['a forged kept form', 'a\u0007b', idOf('a\u0007b')],
  ] as const)('differs from another in %s', ([, one, other]) => {
    expect(idOf(one)).not.toBe(idOf(other));
    expect(idOf(one)).not.toBe('');
  });

  test('is never the position of something without an id', () => {
    const positions = Array.from({ length: 100 }, (_, at) => idOfPosition(at));
    expect(new Set([...positions, ...positions.map(idOf)]).size).toBe(200);
  });

  test('keeps a readable beginning', () => {
    expect(idOf(`watch/${'x'.repeat(500)}`)).toMatch(/^watch\/x{144}~[0-9a-f]{32}$/);
    expect(idOf(' watch/4711 ')).toBe('watch/4711');
  });
});

const LONG = `arn:aws:securityhub:${'x'.repeat(200)}`;
const idField = {
  asff: (Id: string | undefined) => ({ Id }),
  ocsf: (uid: string | undefined) => ({ uid }),
};

describe.for(['asff', 'ocsf'] as const)('two findings in the format %s', (format) => {
  const prepare = async () => {
    const stage = await setStage({ env: { INPUTS: format } });
    const { crm } = stage.portal.clients;
    const event = findingEvent(`${format}-imported`, { clientId: crm.clientId });
    const [{ finding_info: info }] = event.detail.findings;
    const changed = (id: string | undefined, changes: Record<string, unknown> = {}) =>
      format === 'asff'
        ? { ...idField.asff(id), ...changes }
        : { finding_info: { ...Object(info), ...idField.ocsf(id) }, ...changes };
    return { ...stage, crm, event, changed };
  };
  const resolved = format === 'asff' ? { Workflow: { Status: 'RESOLVED' } } : { status_id: 4 };

  test.for([
    ['whose ids share their first 200 characters', `${LONG}1`, `${LONG}2`],
    ['whose ids differ in invisible characters', 'f\u200b1', 'f1'],
    ['of which one has no id and the other is called by a position', undefined, '0'],
    ['of which one has no id and the other forges a position', undefined, '~0'],
  ] as const)('in one event, %s, are both acted on', async ([, one, other]) => {
    const { invokeAll, published, portal, crm, event, changed } = await prepare();
    const results = await invokeAll(withFindings(event, changed(one, resolved), changed(other)));
    expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'disabled']);
    expect(new Set(results.map(({ requestKey }) => requestKey)).size).toBe(2);
    expect(published()).toHaveLength(2);
    expect(portal.databaseEnabled(crm.clientId)).toBe(false);
  });

  test('in two deliveries with ids that share their first 200 characters are both acted on', async () => {
    const { invoke, portal, crm, event, changed } = await prepare();
    const first = await invoke(withFindings(event, changed(`${LONG}1`, resolved)));
    const second = await invoke(withFindings(event, changed(`${LONG}2`)));
    expect([first.outcome, second.outcome]).toEqual(['refused', 'disabled']);
    expect(first.requestKey).not.toBe(second.requestKey);
    expect(first.trigger.alertId).not.toBe(second.trigger.alertId);
    expect(portal.databaseEnabled(crm.clientId)).toBe(false);
  });

  test('with the same long id are one, and the portal is asked once', async () => {
    const { invokeAll, published, event, changed } = await prepare();
    const results = await invokeAll(withFindings(event, changed(`${LONG}1`), changed(` ${LONG}1 `)));
    expect(results.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled']);
    expect(published()).toHaveLength(1);
  });
});

describe('two alerts of our own format', () => {
  test.for([
    ['envelope ids', { id: `${LONG}1` }, { id: `${LONG}2` }],
    ['sources', { source: `${LONG}1` }, { source: `${LONG}2` }],
  ] as const)(
    'in one array with %s that share their first 200 characters are both acted on',
    async ([, one, other]) => {
      const { invokeAll, published, portal } = await setStage();
      const { clientId } = portal.clients.crm;
      const low = { severity: 'informational' };
      const results = await invokeAll([
        alertFor(clientId, { ...one, detail: low }),
        alertFor(clientId, other),
      ]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'disabled']);
      expect(published()).toHaveLength(2);
      expect(portal.databaseEnabled(clientId)).toBe(false);
    },
  );

  test('whose alertIds share their first 200 characters: a person judged one, and the other still disables', async () => {
    const { invoke, portal, clock } = await setStage();
    const { clientId } = portal.clients.crm;
    const alert = (id: string, alertId: string) => alertFor(clientId, { id, detail: { alertId } });
    expect((await invoke(alert('e1', `${LONG}1`))).outcome).toBe('disabled');
    const restore = { action: 'enable', clientId, reason: 'a false alarm', acceptUnrotatedSecret: true };
    clock.ms += 2_000;
    expect((await invoke(restore)).outcome).toBe('enabled');
    expect((await invoke(alert('e2', `${LONG}1`))).guard?.name).toBe('restored-since-alert');
    expect((await invoke(alert('e3', `${LONG}2`))).outcome).toBe('disabled');
  });

  test('that cannot be read and have an empty id are not copies of each other', async () => {
    const { invokeAll, published, portal } = await setStage();
    const unreadable = { source: '', id: ' ', detail: {} };
    const results = await invokeAll([unreadable, { ...unreadable, detail: { severity: 'bad' } }]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['invalid', 'invalid']);
    expect(results[0]?.error?.message).not.toBe(results[1]?.error?.message);
    expect(published()).toHaveLength(2);
    expect(portal.calls).toEqual([]);
  });
});
