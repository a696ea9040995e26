import { Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_ANCHORS, type AlarmAnchor } from '../lambda/contract/alarm-anchor.ts';
import { alarmList, type WatchedParts } from './alarm-list.ts';
import { ruleAlarms } from './rule-alarms.ts';
import { runbookLink, STACK } from './runbook.ts';
import type { Watched } from './watched.ts';

/** Puts every alarm of the list on the topic; each description is the triage. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    {
      stackName,
      portal,
      topic,
      runbookUrl,
      parts,
    }: { stackName: string; portal: string; topic: ITopic; runbookUrl: string; parts: WatchedParts },
  ) {
    super(scope, id);
    const list = alarmList(parts);
    const action = new SnsAction(topic);
    const add = (anchor: AlarmAnchor, watched: Watched, of = { id: '', name: stackName }) => {
      const { metric, threshold, evaluation, meaning, firstStep } = watched;
      const alarm = new Alarm(this, `${of.id}${anchor}`, {
        alarmName: `${of.name}-${anchor}`,
        alarmDescription: `${portal}: ${meaning} First: ${firstStep.replaceAll(STACK, stackName)} Runbook: ${runbookLink(runbookUrl, anchor)}`,
        metric,
        threshold,
        ...evaluation,
      });
      alarm.addAlarmAction(action);
      return alarm;
    };
    this.all = [
      ...ALARM_ANCHORS.flatMap((anchor) => {
        const watched = list[anchor];
        return watched === undefined ? [] : [add(anchor, watched)];
      }),
      // The same two sections of the runbook; the name of the rule says which one it is.
      ...parts.findingRules.flatMap(({ bus, ruleName }) => {
        const watched = ruleAlarms(bus, ruleName);
        // The name of a packaged stack is known only when it is deployed, and no id may hold it.
        const id = ruleName.replace(stackName, Stack.of(this).node.id);
        const of = { id: `${id}-`, name: ruleName };
        return [
          add('rule-failed-invocations', watched['rule-failed-invocations'], of),
          add('delivery-lost', watched['delivery-lost'], of),
        ];
      }),
    ];
  }
}
