import * as z from 'zod';

/** As much of JSON Schema as the contracts use. */
type Schema = {
  type?: unknown;
  format?: string | undefined;
  pattern?: string | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  properties?: Record<string, Schema> | undefined;
  required?: string[] | undefined;
  items?: Schema | undefined;
  anyOf?: Schema[] | undefined;
};

const SchemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.unknown().optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), SchemaSchema).optional(),
    required: z.array(z.string()).optional(),
    items: SchemaSchema.optional(),
    anyOf: z.array(SchemaSchema).optional(),
  }),
);

const kindOf = ({ type, format, pattern, const: value }: Schema): string =>
  JSON.stringify([type ?? null, format ?? null, pattern ?? null, value ?? null]);

const compare = (before: Schema, after: Schema, place: string): string[] => {
  const changes: string[] = [];
  if (kindOf(before) !== kindOf(after)) changes.push(`${place} is of another type`);
  for (const value of before.enum ?? [])
    if (!(after.enum ?? []).includes(value))
      changes.push(`${place} has no value ${JSON.stringify(value)} any more`);
  if (before.enum === undefined && after.enum !== undefined) changes.push(`${place} is of another type`);
  for (const [name, property] of Object.entries(before.properties ?? {})) {
    const inPlace = `${place}.${name}`;
    const now = after.properties?.[name];
    if (now === undefined) changes.push(`${inPlace} is gone`);
    else changes.push(...compare(property, now, inPlace));
    if (now !== undefined && before.required?.includes(name) && !after.required?.includes(name))
      changes.push(`${inPlace} may be absent`);
  }
  if (before.items !== undefined) changes.push(...compare(before.items, after.items ?? {}, `${place}[]`));
  const [ways, waysNow] = [before.anyOf ?? [], after.anyOf ?? []];
  if (ways.length !== waysNow.length) changes.push(`${place} is of another type`);
  else for (const [at, way] of ways.entries()) changes.push(...compare(way, waysNow[at] ?? {}, place));
  return changes;
};

/**
 * What a consumer that was written for `before` would stumble over: something gone, sometimes absent, or of another
 * type; a type that may be null is another type. New properties and new values of an enumeration are additions.
 */
export const breakingChanges = (before: unknown, after: unknown): string[] =>
  compare(SchemaSchema.parse(before), SchemaSchema.parse(after), 'result');
