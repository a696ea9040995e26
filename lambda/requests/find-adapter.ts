import * as z from 'zod/mini';
import {
  FINDING_DETAIL_TYPES,
  FINDING_FORMATS,
  type FindingFormat,
  SECURITY_HUB_SOURCE,
} from '../contract/finding-format.ts';
import type { FindingAdapter } from './finding-adapter.ts';
import { securityHubAsff } from './security-hub-asff.ts';
import { securityHubOcsf } from './security-hub-ocsf.ts';

const ADAPTERS: Readonly<Record<FindingFormat, FindingAdapter>> = {
  asff: securityHubAsff,
  ocsf: securityHubOcsf,
};

const FindingsSchema = z.object({
  source: z.literal(SECURITY_HUB_SOURCE),
  'detail-type': z.string(),
  detail: z.object({ findings: z.unknown() }),
});

/** The adapter for an event that carries findings; `undefined` for any other event. */
export const findAdapter = (
  payload: unknown,
): { format: FindingFormat; adapter: FindingAdapter } | undefined => {
  const event = FindingsSchema.safeParse(payload).data;
  if (event === undefined) return undefined;
  const detailType = event['detail-type'];
  const format = FINDING_FORMATS.find((name) =>
    FINDING_DETAIL_TYPES[name].some((candidate) => candidate === detailType),
  );
  return format === undefined ? undefined : { format, adapter: ADAPTERS[format] };
};
