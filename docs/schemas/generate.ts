import { writeFileSync } from 'node:fs';
import { schemas } from './schemas.ts';

for (const [name, schema] of Object.entries(schemas())) writeFileSync(new URL(name, import.meta.url), schema);
