import { FAULTS, type FaultName, PLACES, type PlaceName } from './faults/matrix/portal-faults.ts';
import type { Place } from './faults/stage/diversion.ts';
import { HANGING_MS, isEndless, PATIENT_MS } from './patient-fetch.ts';
import { setStage } from './stage.ts';

/** A portal that goes wrong at one place; a call without an end is given up soon. */
export const setFaultyStage = async (place: PlaceName, fault: FaultName) => {
  const callTimeoutMs = isEndless(FAULTS[fault]) ? HANGING_MS : PATIENT_MS;
  const stage = await setStage({ dependencies: { callTimeoutMs } });
  const { on, ...options }: Place = PLACES[place];
  stage.portal.faults.set(on, FAULTS[fault], options);
  return stage;
};
