import type { ContainmentResult } from './contract/result.ts';
import { faultFields } from './log.ts';
import type { Container } from './scene.ts';

/** @returns whether the result is on the bus; if not, the whole of it is in the log */
export const publish = async (
  result: ContainmentResult,
  { publishResult, log }: Container,
): Promise<boolean> => {
  try {
    await publishResult(result);
    return true;
  } catch (error) {
    log('KS300', { result, ...faultFields(error) });
    return false;
  }
};
