import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemas } from '../../docs/schemas/schemas.ts';

for (const [name, schema] of Object.entries(schemas())) {
  test(`docs/schemas/${name} is what the code accepts or sends; refresh it with npm run schemas`, () => {
    expect(readFileSync(new URL(`../../docs/schemas/${name}`, import.meta.url), 'utf8')).toBe(schema);
  });
}
