import type { Outcome } from '../contract/outcome.ts';
import type { Evidence } from '../docspace/proof.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';
import { withoutWrite } from './unknown-client.ts';

/** The outcome that the evidence of a change allows. @param proven the outcome where the change is proven */
export const judge = async (
  { verdict, error }: Evidence,
  proven: Outcome,
  scene: ClientScene,
): Promise<Pick<Ending, 'outcome' | 'error' | 'gone'>> => {
  switch (verdict) {
    case 'proven':
      return { outcome: proven };
    case 'unproven':
    case 'unprovable':
      return { outcome: 'unverified', error };
    case 'unwritten':
      return withoutWrite(error, scene);
    default:
      return verdict satisfies never;
  }
};
