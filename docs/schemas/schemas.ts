import * as z from 'zod';
import { AlertEventSchema } from '../../lambda/contract/alert-event.ts';
import { ManualRequestSchema } from '../../lambda/contract/manual-request.ts';
import { ResultSchema } from '../../lambda/contract/result.ts';

const options = { unrepresentable: 'any', target: 'draft-2020-12' } as const;

/** The JSON Schemas of what goes in and comes out, by file name. */
export const schemas = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      'alert.json': z.toJSONSchema(AlertEventSchema, { ...options, io: 'input' }),
      'manual-request.json': z.toJSONSchema(ManualRequestSchema, { ...options, io: 'input' }),
      'result.json': z.toJSONSchema(ResultSchema, { ...options, io: 'output' }),
    }).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]),
  );
