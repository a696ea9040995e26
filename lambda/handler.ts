import { createDependencies } from './aws/aws-dependencies.ts';
import { createTelemetry } from './aws/telemetry.ts';
import { parseConfig } from './config.ts';
import { createHandler } from './create-handler.ts';

const { middlewares, ...telemetry } = createTelemetry();

/** Entry point on AWS. */
export const handler = createHandler(createDependencies(parseConfig(process.env), telemetry), middlewares);
