import type { ContainmentResult } from '../../lambda/contract/result.ts';
import { parseSettings } from '../../lambda/contract/settings.ts';
import type { Telemetry } from '../../lambda/dependencies.ts';
import { createKillSwitch } from '../kill-switch/kill-switch.ts';
import { createMemoryStore } from '../kill-switch/memory-ledger.ts';
import type { Portal } from '../portal/simulator.ts';
import { BrokenStory, type Narrator } from './narrator.ts';

/** Low enough that a small flood opens the breaker. */
export const STORY_BREAKER_LIMIT = 3;

/** What every chapter plays with. */
export type Stage = {
  portal: Portal;
  narrator: Narrator;
  /** The kill switch of this portal; the client "Office integration" is protected. */
  send: (payload: unknown) => Promise<ContainmentResult>;
};

/** Sets the stage with settings of its own: the caller's environment must not change the story. */
export const setStage = (portal: Portal, narrator: Narrator, telemetry: Telemetry): Stage => {
  const settings = parseSettings({
    PORTAL_URL: portal.url,
    PROTECTED_CLIENT_IDS: portal.clients.office.clientId,
    BREAKER_LIMIT: `${STORY_BREAKER_LIMIT}`,
  });
  const killSwitch = createKillSwitch({
    settings,
    fetchApiKey: async () => portal.keys.admin,
    ledger: createMemoryStore(),
    telemetry,
    onWait: () => {},
  });
  return {
    portal,
    narrator,
    send: async (payload) => {
      const answer = await killSwitch(payload);
      if (Array.isArray(answer)) throw new BrokenStory('one result was expected, got several');
      return answer;
    },
  };
};
