import type { ContainmentResult } from '../../lambda/contract/result.ts';
import { parseSettings } from '../../lambda/contract/settings.ts';
import type { Telemetry } from '../../lambda/dependencies.ts';
import { createKillSwitch } from '../kill-switch/kill-switch.ts';
import { createMemoryStore } from '../kill-switch/memory-ledger.ts';
import type { Portal } from '../portal/simulator.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Narrator, StoryError } from './narrator.ts';

/** Low enough that a small flood opens the breaker. */
export const STORY_BREAKER_LIMIT = 3;

/** What every chapter works with. */
export type StoryContext = {
  portal: Portal;
  narrator: Narrator;
  /** The kill switch of this portal; the client "Office integration" is protected. */
  send: (payload: unknown) => Promise<ContainmentResult>;
};

/** A context with fixed settings: the caller's environment must not change the story. */
export const createStoryContext = (
  portal: Portal,
  narrator: Narrator,
  telemetry: Telemetry,
  clock: Pick<Terminal, 'now' | 'sleep'>,
): StoryContext => {
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
    clock,
    onWait: () => {},
  });
  return {
    portal,
    narrator,
    send: async (payload) => {
      const answer = await killSwitch(payload);
      if (Array.isArray(answer)) throw new StoryError('one result was expected, got several');
      return answer;
    },
  };
};
