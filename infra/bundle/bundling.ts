import { fileURLToPath } from 'node:url';
import { type BundlingOptions, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The function's entry point and the root of the project that it belongs to. */
export const ENTRY = fileOf('../../lambda/handler.ts');
export const PROJECT_ROOT = fileOf('../../');
export const LOCK_FILE = fileOf('../../package-lock.json');

/** Modules that stand in for parts of the SDK that the function never needs. */
export const ALIASES = {
  '@aws-sdk/credential-provider-node': fileOf('./environment-credentials.ts'),
  '@aws-sdk/endpoint-cache': fileOf('./no-endpoint-cache.ts'),
  '@smithy/core/event-streams': fileOf('./no-event-streams.ts'),
};

/** How the function is bundled: small, because each kilobyte is loaded before the first write to the portal. */
export const BUNDLING = {
  // Loads faster than ES modules do.
  format: OutputFormat.CJS,
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  // The runtime's own SDK changes without notice; what was tested is what runs.
  bundleAwsSDK: true,
  // Places in the log name the project's files and lines; the sources themselves are not uploaded.
  sourceMap: true,
  sourceMapMode: SourceMapMode.EXTERNAL,
  sourcesContent: false,
  // The SDK reads its own package files for its user agent alone. Ours is imported as JSON by name, and stays.
  loader: { '.json': 'empty' },
  esbuildArgs: Object.fromEntries(Object.entries(ALIASES).map(([name, file]) => [`--alias:${name}`, file])),
} satisfies BundlingOptions;
