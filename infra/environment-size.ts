import { Stack } from 'aws-cdk-lib';
import { CfnFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import * as z from 'zod';
import { SettingsError } from './settings-error.ts';

/** Lambda measures all variables of a function as one JSON text; no quota can be raised. */
const MAX_BYTES = 4_096;

/** A name or an ARN that only the deploy knows: no stack makes a longer one. */
const KNOWN_AT_DEPLOY = 'x'.repeat(150);

const VariablesSchema = z.object({
  variables: z.record(z.string(), z.union([z.string(), z.unknown().transform(() => KNOWN_AT_DEPLOY)])),
});

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * Refuses more protected clients than the function's variables have room for: CloudFormation would find it out in the
 * middle of a deploy. Called when every variable is set.
 * @throws SettingsError
 */
export const requireRoomForVariables = (of: IFunction, protectedClientIds: ReadonlySet<string>): void => {
  const resource = of.node.defaultChild;
  if (!(resource instanceof CfnFunction)) return;
  const bytes = bytesOf(VariablesSchema.parse(Stack.of(of).resolve(resource.environment)).variables);
  if (bytes <= MAX_BYTES) return;
  const [id = ''] = protectedClientIds;
  const tooMany = Math.ceil((bytes - MAX_BYTES) / `${id},`.length);
  const most = Math.max(0, protectedClientIds.size - tooMany);
  throw new SettingsError([
    `protectedClientIds holds ${protectedClientIds.size} ids: with them the function's environment variables take ${bytes.toLocaleString('en')} bytes, and Lambda allows ${MAX_BYTES.toLocaleString('en')}; list at most ${most} ids`,
  ]);
};
