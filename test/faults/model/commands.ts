import * as fc from 'fast-check';
import { rawAlert } from '../../alerts.ts';
import { CLIENTS, type Fleet, PROTECTED, type Ran, UNKNOWN } from './fleet.ts';
import {
  judgeAlert,
  judgeDisable,
  judgeEnable,
  judgeList,
  judgeMeeting,
  judgeQuestion,
  judgeRotateOnly,
  judgeRotation,
  judgeWatch,
  type Scene,
} from './judge.ts';
import { type Mishap, mishapsIn } from './mishap.ts';
import type { Model, Pending, Tally } from './model.ts';

type Real = { fleet: Fleet; tally: Tally };

type Command = fc.AsyncCommand<Model, Real>;

/** A command that can always be given, by the words that a counterexample shows. */
const command = (words: string, run: (scene: Scene) => Promise<void>): Command => ({
  check: () => true,
  run: (model, real) => run({ model, ...real }),
  toString: () => words,
});

/** Of a run that changes a client. */
const mishaps = mishapsIn(18);

/** Of one that only looks. */
const fewMishaps = mishapsIn(5);

const MINUTE_MS = 60_000;

const inWords = (plan: readonly Mishap[]): string =>
  plan.length === 0 ? '' : ` [${plan.map(({ nth, kind, error }) => `${nth}: ${kind} ${error}`).join(', ')}]`;

/** Who holds an alert that has not ended: Lambda's queue, then the failure queue, from which it is sent again. */
export const deliverAlert = async (
  alert: Pending,
  { fleet, model, tally }: Scene,
  plan: readonly Mishap[],
  container: number,
): Promise<void> => {
  const wasShownOn = fleet.isOn(alert.clientId) && fleet.showsOn(alert.clientId);
  const ran = await fleet.run(alert.payload, plan, container);
  const isOver = ran.end === 'answered';
  model.pending = model.pending.filter(({ id }) => id !== alert.id);
  (isOver ? model.ended : model.pending).push(alert);
  await judgeAlert(ran, { alert, wasShownOn, fleet, model, tally });
};

const client = fc.constantFrom(...CLIENTS);
const anyClient = fc.oneof(
  { weight: 16, arbitrary: client },
  { weight: 2, arbitrary: fc.constant(PROTECTED) },
  fc.constant(UNKNOWN),
);
const container = fc.nat(1);

const alerts = fc
  .record({
    clientId: anyClient,
    severity: fc.constantFrom('high', 'critical', 'high', 'high', 'critical', 'low'),
    dryRun: fc.constantFrom(false, false, false, false, true),
    ageMs: fc.constantFrom(0, 0, 0, MINUTE_MS, 10 * MINUTE_MS, 90 * MINUTE_MS, 26 * 60 * MINUTE_MS),
    plan: mishaps,
    container,
  })
  .map(({ clientId, severity, dryRun, ageMs, plan, container: n }) =>
    command(
      `alert ${clientId.slice(0, 4)} ${severity}${dryRun ? ' drill' : ''} ${ageMs} ms old @${n}${inWords(plan)}`,
      async (scene) => {
        const { model, fleet } = scene;
        model.alerts += 1;
        const id = `alert ${model.alerts}`;
        const time = new Date(fleet.clock.ms - ageMs).toISOString();
        const payload = rawAlert(clientId, { id, time, detail: { severity, dryRun } });
        const mayWrite = severity !== 'low' && !dryRun && ageMs < 24 * 60 * MINUTE_MS;
        await deliverAlert({ id, clientId, payload, mayWrite }, scene, plan, n);
      },
    ),
  );

const redeliveries = fc
  .tuple(
    fc.constantFrom('pending' as const, 'pending' as const, 'ended' as const),
    fc.nat(),
    mishaps,
    container,
  )
  .map(([which, nth, plan, n]) =>
    command(`deliver again, ${which} ${nth} @${n}${inWords(plan)}`, async (scene) => {
      const from = scene.model[which];
      const alert = from[nth % Math.max(1, from.length)];
      if (alert !== undefined) await deliverAlert(alert, scene, plan, n);
    }),
  );

const disables = fc
  .tuple(anyClient, fc.constantFrom(false, false, true), mishaps, container)
  .map(([clientId, dryRun, plan, n]) =>
    command(
      `disable ${clientId.slice(0, 4)}${dryRun ? ' drill' : ''} @${n}${inWords(plan)}`,
      async (scene) => {
        const ran = await scene.fleet.run({ clientId, reason: 'by hand', dryRun }, plan, n);
        await judgeDisable(ran, { ...scene, clientId, dryRun });
      },
    ),
  );

const enables = fc
  .tuple(anyClient, fc.boolean(), mishaps, container)
  .map(([clientId, acceptUnrotatedSecret, plan, n]) =>
    command(
      `enable ${clientId.slice(0, 4)}${acceptUnrotatedSecret ? ' accepted' : ''} @${n}${inWords(plan)}`,
      async (scene) => {
        const wasOn = scene.fleet.isOn(clientId);
        const request = { action: 'enable', clientId, reason: 'closed', acceptUnrotatedSecret };
        const ran = await scene.fleet.run(request, plan, n);
        await judgeEnable(ran, { ...scene, clientId, wasOn });
      },
    ),
  );

const rotations = fc.tuple(client, fc.boolean(), mishaps, container).map(([clientId, enablesToo, plan, n]) =>
  command(
    `rotate ${clientId.slice(0, 4)}${enablesToo ? ' and enable' : ''} @${n}${inWords(plan)}`,
    async (scene) => {
      const wasOn = scene.fleet.isOn(clientId);
      const before = await scene.fleet.record(clientId);
      const request = enablesToo ? { action: 'enable', rotateSecret: true } : { action: 'rotate' };
      const ran = await scene.fleet.run({ ...request, clientId, reason: 'stolen' }, plan, n);
      if (enablesToo) await judgeEnable(ran, { ...scene, clientId, wasOn });
      else await judgeRotateOnly(ran, scene);
      await judgeRotation(ran, { ...scene, clientId, before });
    },
  ),
);

/** One asks for this while the other is in the middle of that; nothing fails. */
const meetings = fc
  .tuple(
    client,
    fc.constantFrom('alert', 'enable', 'disable'),
    fc.constantFrom('alert', 'enable'),
    fc.integer({ min: 1, max: 16 }),
  )
  .map(([clientId, outer, inner, nth]) =>
    command(`${inner} ${clientId.slice(0, 4)} in the middle of ${outer}, at call ${nth}`, async (scene) => {
      const { fleet, model } = scene;
      const payloadOf = (what: string): unknown => {
        if (what === 'disable') return { clientId, reason: 'by hand' };
        if (what === 'enable')
          return { action: 'enable', clientId, reason: 'closed', acceptUnrotatedSecret: true };
        model.alerts += 1;
        const time = new Date(fleet.clock.ms).toISOString();
        return rawAlert(clientId, { id: `alert ${model.alerts}`, time });
      };
      const rans: Ran[] = [];
      const happen = async () => {
        rans.push(await fleet.run(payloadOf(inner), [], 1));
      };
      rans.push(await fleet.run(payloadOf(outer), [], 0, { nth, happen }));
      await judgeMeeting(rans, { ...scene, clientId });
    }),
  );

const watches = fc.tuple(fewMishaps, container).map(([plan, n]) =>
  command(`watch @${n}${inWords(plan)}`, async (scene) => {
    scene.fleet.clock.ms += 6 * MINUTE_MS;
    await judgeWatch(await scene.fleet.run({ schedule: 'watch' }, plan, n), scene);
  }),
);

const lists = fc.tuple(fewMishaps, container).map(([plan, n]) =>
  command(`list @${n}${inWords(plan)}`, async (scene) => {
    await judgeList(await scene.fleet.run({ action: 'list' }, plan, n), scene);
  }),
);

const resets = fc.tuple(fewMishaps, container).map(([plan, n]) =>
  command(`reset-breaker @${n}${inWords(plan)}`, async (scene) => {
    const ran = await scene.fleet.run({ action: 'reset-breaker', reason: 'the alerts are right' }, plan, n);
    await judgeQuestion(ran, scene);
    // Of the containers, only the one that was asked begins to count again.
    if (ran.answer?.outcome === 'breaker-reset') scene.model.byContainer.clear();
  }),
);

const questions = fc.tuple(anyClient, fewMishaps, container).map(([clientId, plan, n]) =>
  command(`status ${clientId.slice(0, 4)} @${n}${inWords(plan)}`, async (scene) => {
    await judgeQuestion(await scene.fleet.run({ action: 'status', clientId }, plan, n), scene);
  }),
);

/** Somebody works in the portal itself. */
const edits = fc
  .tuple(
    client,
    fc.constantFrom(
      'on',
      'on',
      'on behind the cache',
      'on behind the cache',
      'off',
      'new secret',
      'rename',
      'use',
      'delete',
    ),
  )
  .map(([clientId, what]) =>
    command(`portal: ${what} ${clientId.slice(0, 4)}`, async ({ fleet, model }) => {
      const { portal } = fleet;
      if (what === 'on' || what === 'off') await portal.activate(clientId, what === 'on');
      if (what === 'on behind the cache') await fleet.enableBehindCache(clientId);
      if (what === 'new secret') await portal.regenerate(clientId, `secret ${model.alerts}`);
      if (what === 'rename') await portal.edit(clientId, { name: '\u001b[2J{"level":"ERROR"}\n' });
      if (what === 'use') await portal.read(clientId, 'introspect');
      if (what === 'delete' && portal.remove(clientId)) model.contained.delete(clientId);
    }),
  );

const times = fc
  .constantFrom(1_000, MINUTE_MS, 6 * MINUTE_MS, 20 * MINUTE_MS, 61 * MINUTE_MS, 25 * 60 * MINUTE_MS)
  .map((ms) =>
    command(`${ms / 1_000} s pass`, async ({ fleet }) => {
      fleet.clock.ms += ms;
    }),
  );

const restarts = container.map((n) =>
  command(`restart @${n}`, async ({ fleet }) => {
    fleet.restart(n);
  }),
);

const lateWrites = fc.constant(
  command('late writes arrive', async ({ fleet, tally }) => {
    if (fleet.lateWrites() > 0)
      tally.set('late writes', (tally.get('late writes') ?? 0) + fleet.lateWrites());
    await fleet.releaseLate();
  }),
);

/** Everything that can happen, the frequent more often. */
export const everything = [
  alerts,
  alerts,
  alerts,
  redeliveries,
  redeliveries,
  disables,
  enables,
  enables,
  rotations,
  meetings,
  watches,
  lists,
  resets,
  questions,
  edits,
  edits,
  times,
  restarts,
  lateWrites,
];
