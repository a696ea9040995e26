import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmList, type WatchedParts } from './alarm-list.ts';
import { ALARM_ANCHORS, runbookLink } from './runbook.ts';

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
    this.all = ALARM_ANCHORS.map((anchor) => {
      const { metric, threshold, evaluation, meaning, firstStep } = list[anchor];
      const alarm = new Alarm(this, anchor, {
        alarmName: `${stackName}-${anchor}`,
        alarmDescription: `${portal}: ${meaning} First: ${firstStep} Runbook: ${runbookLink(runbookUrl, anchor)}`,
        metric,
        threshold,
        ...evaluation,
      });
      alarm.addAlarmAction(action);
      return alarm;
    });
  }
}
