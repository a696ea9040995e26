import type { ContainmentResult } from './contract/result.ts';
import type { Dependencies } from './dependencies.ts';
import { faultFields } from './log.ts';

/** @returns whether the result is on the bus; if not, it is in the log, whole */
export const createPublish =
  ({ publishResult, log }: Pick<Dependencies, 'publishResult' | 'log'>) =>
  async (result: ContainmentResult): Promise<boolean> => {
    try {
      await publishResult(result);
      return true;
    } catch (error) {
      log('KS300', { result, ...faultFields(error) });
      return false;
    }
  };
