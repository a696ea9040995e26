import { onTestFinished } from 'vitest';
import type { DIALECTS } from '../../../lambda/contract/settings.ts';
import type { Warning } from '../../../lambda/contract/warning.ts';
import type { Dialect } from '../../../lambda/docspace/dialect.ts';
import { deadlineAt } from '../../../lambda/docspace/patience.ts';
import { createPortal } from '../../../lambda/docspace/portal.ts';
import type { Run } from '../../../lambda/docspace/run.ts';
import type { Fault } from '../../../local/portal/fault.ts';
import { type PortalOptions, startPortal } from '../../../local/portal/simulator.ts';
import { THREE_AM } from '../../alerts.ts';
import { HANGING_MS, isEndless, PATIENT_MS, patientFetch } from '../../patient-fetch.ts';

type RunOptions = { remainingMs?: number; random?: number };

/** One run by a clock that moves only while the run sleeps. */
export const setRun = ({ remainingMs = 590_000, random = 0.5 }: RunOptions = {}) => {
  const clock = { ms: THREE_AM };
  const sleeps: number[] = [];
  const warnings: Warning[] = [];
  const now = () => new Date(clock.ms);
  const sleep = async (milliseconds: number) => {
    sleeps.push(milliseconds);
    clock.ms += milliseconds;
  };
  const run: Run = {
    deadline: deadlineAt(clock.ms + remainingMs, { now, sleep }),
    now,
    random: () => random,
    settleMs: 260,
    warn: (warning) => warnings.push(warning),
  };
  return { clock, sleeps, warnings, run };
};

type RigOptions = RunOptions & {
  portal?: PortalOptions;
  dialect?: (typeof DIALECTS)[number];
  key?: 'admin' | 'user' | 'guest' | 'otherTenant' | 'expired';
  callTimeoutMs?: number;
};

/** The portal simulator, the client that speaks to it over HTTP, and one run, all by one clock. */
export const setRig = async (options: RigOptions = {}) => {
  const { dialect = 'current', key = 'admin', callTimeoutMs = PATIENT_MS } = options;
  const scene = setRun(options);
  const portal = await startPortal({ now: () => scene.clock.ms, ...options.portal });
  onTestFinished(() => portal.close());
  const client: Dialect = createPortal({
    portal: portal.url,
    dialect,
    fetchApiKey: async () => portal.keys[key],
    fetch: patientFetch(portal),
    now: scene.run.now,
    callTimeoutMs,
  });
  const { clientId } = portal.clients.crm;
  return {
    ...scene,
    portal,
    client,
    clientId,
    isOn: () => portal.databaseEnabled(clientId),
    /** The calls of one kind, in order. */
    callsTo: (operation: string) => portal.calls.filter((call) => call.operation === operation),
  };
};

/** A short time for calls that would not end by themselves. */
export const givenUpSoon = (fault: Fault): RigOptions =>
  isEndless(fault) ? { callTimeoutMs: HANGING_MS } : {};
