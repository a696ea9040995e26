import { Logger, type LogItem } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { createTelemetry } from '../../lambda/aws/telemetry.ts';
import { METRICS_NAMESPACE } from '../../lambda/contract/metric-names.ts';
import type { Telemetry } from '../../lambda/dependencies.ts';
import type { Output } from '../terminal/terminal.ts';

type WriteLine = (value: unknown) => void;

class LineLogger extends Logger {
  readonly #writeLine: WriteLine;

  constructor(writeLine: WriteLine, verbose: boolean) {
    super({ logLevel: verbose ? 'INFO' : 'SILENT' });
    this.#writeLine = writeLine;
  }

  protected override printLog(_level: number, item: LogItem): void {
    item.prepareForPrint();
    this.#writeLine(item.getAttributes());
  }
}

class LineMetrics extends Metrics {
  readonly #writeLine: WriteLine | undefined;

  constructor(logger: Logger, writeLine: WriteLine | undefined) {
    super({ namespace: METRICS_NAMESPACE, logger });
    this.#writeLine = writeLine;
  }

  override publishStoredMetrics(): this {
    if (this.hasStoredMetrics()) this.#writeLine?.(this.serializeMetrics());
    this.clearMetrics();
    this.clearDimensions();
    this.clearMetadata();
    return this;
  }
}

/**
 * The function's own telemetry, on stderr, and only if it is asked for. Powertools writes to stdout, as Lambda
 * needs it; here stdout belongs to the result alone, so that `--json` can be piped. Its printing methods are
 * overridden because the console they use can only be swapped for the whole process.
 */
export const createStderrTelemetry = (stderr: Output, { verbose }: { verbose: boolean }): Telemetry => {
  const writeLine: WriteLine = (value) => stderr.write(`${JSON.stringify(value)}\n`);
  const logger = new LineLogger(writeLine, verbose);
  return createTelemetry({ logger, metrics: new LineMetrics(logger, verbose ? writeLine : undefined) });
};
