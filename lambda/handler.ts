import { createTelemetry } from './aws/telemetry.ts';
import { parseConfig } from './config.ts';
import { createHandler } from './create-handler.ts';
import { createDependencies } from './dependencies.ts';

const telemetry = createTelemetry();

/** Entry point on AWS. */
export const handler = createHandler(createDependencies(parseConfig(process.env), telemetry), telemetry);
