import { ALIASES, type AliasName } from '../contract/alias.ts';

/** The way by which a payload reached the function: through an alias, or to the function itself. */
export type Arrival = AliasName | 'unqualified';

/** Where the qualifier stands in `arn:aws:lambda:<region>:<account>:function:<name>:<qualifier>`. */
const QUALIFIER = 7;

/**
 * Reads it from the ARN that Lambda gives with each invocation. `$LATEST`, the number of a version and an alias that
 * is not of this project are the function itself.
 */
export const arrivalOf = (invokedFunctionArn: string): Arrival => {
  const qualifier = invokedFunctionArn.split(':')[QUALIFIER];
  return ALIASES.find((alias) => alias === qualifier) ?? 'unqualified';
};
