import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import type { setStage } from '../../stage.ts';

type Stage = Awaited<ReturnType<typeof setStage>>;

/** What one delivery of an alert published, and whether Lambda delivers it again. */
export type Delivery = { result: ContainmentResult; isThrown: boolean };

/** Delivers an alert once, as Lambda does. */
export const deliver = async (stage: Stage, alert: Record<string, unknown>): Promise<Delivery> => {
  const before = stage.published().length;
  const { retryFollows: isThrown } = await stage.deliver(alert);
  const [result, ...more] = stage.published().slice(before);
  if (result === undefined || more.length > 0) throw new Error('a delivery publishes one result');
  return { result, isThrown };
};

/** Delivers each alert once, one after the other. */
export const deliverEach = async (
  stage: Stage,
  alerts: readonly Record<string, unknown>[],
): Promise<Delivery[]> => {
  const deliveries: Delivery[] = [];
  for (const alert of alerts) deliveries.push(await deliver(stage, alert));
  return deliveries;
};
