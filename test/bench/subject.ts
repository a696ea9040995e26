import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const SurroundingsSchema = z.object({
  portalUrl: z.string(),
  key: z.string(),
  clientIds: z.array(z.string()),
  sampleUrl: z.string(),
  sampleKey: z.string(),
  sampleClientId: z.string(),
  awsUrl: z.string(),
});

const CallsSchema = z.record(z.string(), z.object({ count: z.number(), bytes: z.number() }));

/** Calls by name: an action of AWS, or a method and operation of the portal; bytes of their bodies. */
export type Calls = z.infer<typeof CallsSchema>;

/** The portal and AWS, in a process of their own, and clients that nobody has disabled yet. */
export const openSurroundings = async () => {
  const child = fork(fileOf('surroundings.ts'));
  const [received] = await once(child, 'message');
  const { clientIds, ...surroundings } = SurroundingsSchema.parse(received);
  let used = 0;
  return {
    ...surroundings,
    /** Clients that are on. */
    clients: (count: number): string[] => {
      used += count;
      if (used > clientIds.length) throw new Error('the portal has no clients left that are on');
      return clientIds.slice(used - count, used);
    },
    /** Calls since the last time. */
    calls: async (): Promise<Calls> => {
      const answer = once(child, 'message');
      child.send('calls');
      return CallsSchema.parse((await answer)[0]);
    },
    close: () => child.kill(),
  };
};

export type Surroundings = Awaited<ReturnType<typeof openSurroundings>>;

const { PATH } = process.env;

/** The environment of the function, with the portal and AWS of the benchmark. */
export const environmentFor = (surroundings: Surroundings) => ({
  PATH,
  PORTAL_URL: surroundings.portalUrl,
  PORTAL_KEY: surroundings.key,
  SAMPLE_URL: surroundings.sampleUrl,
  SAMPLE_KEY: surroundings.sampleKey,
  API_KEY_SECRET_ID: 'key',
  RESULT_BUS_NAME: 'bus',
  LEDGER_TABLE: 'ledger',
  AWS_ENDPOINT_URL: surroundings.awsUrl,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_EC2_METADATA_DISABLED: 'true',
  POWERTOOLS_SERVICE_NAME: 'bench',
});

/** What Lambda's Node runtime sets at 256 MB, so that memory is collected as it is there. */
const LAMBDA_LIMITS = ['--max-old-space-size=230', '--max-semi-space-size=12'];

/** Lets a job collect garbage by itself; changes nothing else. */
const JOB_OPTIONS = { load: [], warm: [], memory: [], kept: ['--expose-gc'] };

/** Runs one job of `scripts/subject.cjs` in a fresh process. */
export const measure = async <S extends z.ZodType>(
  file: string,
  job: keyof typeof JOB_OPTIONS,
  options: { clientIds: readonly string[]; expect: string; tag?: number; warmUp?: number },
  surroundings: Surroundings,
  schema: S,
): Promise<z.output<S>> => {
  const { stdout } = await run(
    process.execPath,
    [
      ...LAMBDA_LIMITS,
      ...JOB_OPTIONS[job],
      fileOf('scripts/subject.cjs'),
      file,
      job,
      JSON.stringify(options),
    ],
    { env: environmentFor(surroundings), maxBuffer: 64 * 1024 * 1024 },
  );
  return schema.parse(JSON.parse(stdout));
};
