import { InvalidArgumentError } from 'commander';
import { ClientIdSchema } from '../lambda/contract/client-id.ts';

/**
 * Reads the id of a client from an argument: a typing error is the person's to correct, before anything is started.
 * @throws InvalidArgumentError
 */
export const clientId = (text: string): string => {
  const { success, data } = ClientIdSchema.safeParse(text);
  if (success) return data;
  throw new InvalidArgumentError('It must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168.');
};
