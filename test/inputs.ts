import { parseInputs } from '../lambda/contract/settings.ts';

/** No format but our own, as it is unless the settings say otherwise. */
export const NO_INPUTS = parseInputs({});

/** Every format there is. */
export const EVERY_INPUT = parseInputs({ INPUTS: 'asff,ocsf' });
