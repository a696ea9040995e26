import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { CA_FILE } from '../ca-certificates.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The function's entry point and the root of the project that it belongs to. */
export const ENTRY = fileOf('../../lambda/handler.ts');
export const PROJECT_ROOT = fileOf('../../');
export const LOCK_FILE = fileOf('../../package-lock.json');

/** Modules that stand in for parts of the SDK that the function never needs. */
export const ALIASES = {
  '@aws-sdk/credential-provider-node': fileOf('./environment-credentials.ts'),
  '@aws-sdk/endpoint-cache': fileOf('./no-endpoint-cache.ts'),
  '@aws-sdk/signature-v4-multi-region': fileOf('./single-region-signer.ts'),
  '@smithy/core/event-streams': fileOf('./no-event-streams.ts'),
};

/** The SDK's clients load their whole package.json for the version in their user agent: nothing else is JSON. */
export const LOADERS = { '.json': 'empty' } as const;

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
  logLevel: LogLevel.WARNING,
  esbuildArgs: {
    ...Object.fromEntries(Object.entries(ALIASES).map(([name, file]) => [`--alias:${name}`, file])),
    ...Object.fromEntries(Object.entries(LOADERS).map(([ending, loader]) => [`--loader:${ending}`, loader])),
  },
} satisfies BundlingOptions;

/** The same, with certificates beside the code where a portal's certificate comes from a private authority. */
export const bundlingWith = (caCertificateFile: string | undefined): BundlingOptions =>
  caCertificateFile === undefined
    ? BUNDLING
    : {
        ...BUNDLING,
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          // In a shell: the path stands in quotes, and quotes in it were refused.
          afterBundling: (_input, output) => [
            `cp "${resolve(PROJECT_ROOT, caCertificateFile)}" "${join(output, CA_FILE)}"`,
          ],
        },
      };
