import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSchema } from '../../../lambda/contract/text.ts';
import { AlertSchema } from '../../../lambda/requests/alert.ts';
import { readPayload } from '../../../lambda/requests/door.ts';
import { rawAlert } from '../../alerts.ts';
import { NO_INPUTS } from '../../inputs.ts';
import { clientIds, payloads, texts } from '../payloads.ts';

/** An id of another kind is kept with a hash, and that kept form is another id. */
const keptIds = texts.map((text) => LineSchema.parse(text));

const fields = fc.record(
  {
    title: texts,
    description: texts,
    reason: texts,
    alertId: fc.oneof(keptIds, fc.integer()),
    detector: texts,
    type: texts,
    severity: fc.constantFrom('low', 'HIGH', ' Critical', null, ''),
    portal: fc.webUrl(),
    detectedAt: fc
      .date({ noInvalidDate: true, min: new Date('2010'), max: new Date('2026-02-01') })
      .map((date) => date.toISOString()),
    dryRun: fc.boolean(),
  },
  { requiredKeys: [] },
);

test('an alert written down as an event again is read as the same alert', () => {
  let read = 0;
  fc.assert(
    fc.property(clientIds, keptIds, fields, (clientId, source, detail) => {
      const first = AlertSchema.safeParse(rawAlert(clientId, { source, detail }));
      if (!first.success) return;
      read += 1;
      const { eventId, source: from, replay, trigger, ...alert } = first.data;
      const again = {
        ...rawAlert(clientId),
        id: eventId,
        source: from,
        'replay-name': replay,
        detail: alert,
      };
      expect(trigger).toBe('alert');
      expect(AlertSchema.parse(JSON.parse(JSON.stringify(again)))).toEqual(first.data);
    }),
    { numRuns: 300 },
  );
  expect(read).toBeGreaterThan(100);
});

test('reading a payload never throws, and every time it reads the same', () => {
  fc.assert(
    fc.property(payloads, (payload) => {
      expect(readPayload(payload, NO_INPUTS, 'unqualified')).toEqual(
        readPayload(payload, NO_INPUTS, 'unqualified'),
      );
    }),
    { numRuns: 300 },
  );
});

test("nothing read as a person's carries a key of an event, and nothing from an event is more than a disable", () => {
  fc.assert(
    fc.property(payloads, (payload) => {
      const delivery = readPayload(payload, NO_INPUTS, 'unqualified');
      if (delivery.from === 'bus')
        for (const { action } of delivery.alerts) expect(['disable', 'invalid']).toContain(action);
      else
        for (const key of ['source', 'detail', 'detail-type'])
          expect(Object(payload)).not.toHaveProperty([key]);
    }),
    { numRuns: 300 },
  );
});
