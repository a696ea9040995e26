import * as z from 'zod/mini';
import { AlertEventSchema } from '../lambda/contract/alert-event.ts';
import type { FindingFormat } from '../lambda/contract/finding-format.ts';
import { SeveritySchema } from '../lambda/contract/severity.ts';
import { AsffFieldsSchema, AsffSeveritySchema } from '../lambda/requests/security-hub-asff.ts';
import { OcsfFieldsSchema } from '../lambda/requests/security-hub-ocsf.ts';

export type Format = 'alert' | FindingFormat;
export type Part = 'severity' | 'reason' | 'alertId' | 'detectedAt';

/** A path in the event, or in one of its findings, and the door's own schema for the value there. */
type Candidate = readonly [path: string, schema: z.ZodMiniType];

const own = AlertEventSchema.shape.detail.shape;
const asff = AsffFieldsSchema.shape;
const ocsf = OcsfFieldsSchema.shape;
const info = ocsf.finding_info.shape;

/** Where the door looks for each part of an alert, in its order. */
export const CANDIDATES: Readonly<Record<Format, Readonly<Record<Part, readonly Candidate[]>>>> = {
  alert: {
    severity: [['detail.severity', own.severity]],
    reason: [
      ['detail.reason', own.reason],
      ['detail.title', own.title],
      ['detail.description', own.description],
      ['detail.type', own.type],
    ],
    alertId: [['detail.alertId', own.alertId]],
    detectedAt: [['detail.detectedAt', own.detectedAt]],
  },
  asff: {
    severity: [
      ['Severity.Label', AsffSeveritySchema.shape.Label],
      ['Severity.Normalized', AsffSeveritySchema.shape.Normalized],
    ],
    reason: [['Title', asff.Title]],
    alertId: [['Id', asff.Id]],
    detectedAt: [
      ['LastObservedAt', asff.LastObservedAt],
      ['UpdatedAt', asff.UpdatedAt],
    ],
  },
  ocsf: {
    severity: [
      ['severity_id', z.literal([1, 2, 3, 4, 5, 6])],
      ['severity', SeveritySchema],
    ],
    reason: [['finding_info.title', info.title]],
    alertId: [['finding_info.uid', info.uid]],
    detectedAt: [
      ['finding_info.last_seen_time', info.last_seen_time],
      ['finding_info.modified_time', info.modified_time],
      ['time', ocsf.time],
    ],
  },
};

/** What counts where no candidate holds a value: a field of the event, or the default. */
export const FALLBACK: Readonly<Record<Part, string>> = {
  severity: 'default',
  reason: 'default',
  alertId: 'id',
  detectedAt: 'time',
};
