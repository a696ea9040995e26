import { InvalidArgumentError } from 'commander';
import ms from 'ms';

const SHAPE = /^\d{1,4}(s|m|h|d)$/;

const isDuration = (text: string): text is ms.StringValue => SHAPE.test(text);

/**
 * Reads a duration from an option, in milliseconds.
 * @throws InvalidArgumentError
 */
export const since = (text: string): number => {
  if (isDuration(text)) return ms(text);
  throw new InvalidArgumentError('It must be a duration such as 30m, 2h or 7d.');
};
