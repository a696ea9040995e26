import type { Rule } from '../config.ts';
import { notReached } from '../contract/not-reached.ts';
import type { Delivery } from '../dependencies.ts';
import { kindOf } from '../ledger/ledger-error.ts';
import type { CheckLine } from '../report/ending.ts';
import type { Scene } from '../scene.ts';

/** A line for each part of AWS that brings alerts or takes results; none if not deployed. Never rejects. */
export const deliveryLines = async ({ delivery }: Scene): Promise<CheckLine[]> =>
  delivery === undefined
    ? []
    : Promise.all([busLine(delivery), ...delivery.rules.map((rule) => ruleLine(rule, delivery))]);

const busLine = async (delivery: Delivery): Promise<CheckLine> => {
  const name = 'result-bus';
  try {
    return (await delivery.resultBusExists())
      ? { name, ok: true, message: 'it exists' }
      : {
          name,
          ok: false,
          message: 'the event bus for results does not exist: nobody gets a result; deploy again',
        };
  } catch (error) {
    return {
      name,
      ok: false,
      message: `AWS does not show whether the event bus for results exists${kindOf(error)}${notReached(error, 'events')}`,
    };
  }
};

const ruleLine = async (rule: Rule, { alertsOn, stateOf }: Delivery): Promise<CheckLine> => {
  const name = `rule ${rule.name}`;
  const setting = `alerts: ${alertsOn ? 'on' : 'off'}`;
  const command = (verb: string) =>
    `aws events ${verb}-rule --event-bus-name ${rule.bus} --name ${rule.name}`;
  try {
    const state = await stateOf(rule);
    if (state === 'missing')
      return {
        name,
        ok: false,
        message: `it does not exist on bus ${rule.bus}: alerts start nothing; deploy again`,
      };
    if ((state === 'enabled') === alertsOn)
      return { name, ok: true, message: `${state}, as the settings say (${setting})` };
    const effect = alertsOn ? 'alerts start nothing; enable it' : 'alerts act; disable it';
    const message = `it was ${state} outside the settings (${setting}), so ${effect}: ${command(alertsOn ? 'enable' : 'disable')}`;
    return { name, ok: false, message };
  } catch (error) {
    return {
      name,
      ok: false,
      message: `AWS does not show whether it is enabled${kindOf(error)}${notReached(error, 'events')}`,
    };
  }
};
