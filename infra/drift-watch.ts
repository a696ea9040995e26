import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { addSchedule, functionStarted } from './own-schedule.ts';

/** Starts the look at every contained client, again and again: is it still off? */
export class DriftWatch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { minutes, killSwitch }: { minutes: number; killSwitch: IFunction },
  ) {
    super(scope, id);
    addSchedule(this, {
      description: 'Looks whether the clients that the DocSpace OAuth2 kill switch put off are still off.',
      roleDescription: 'Lets the drift watch start, and nothing else',
      // It may begin at once: an empty ledger asks nothing of the portal.
      expression: `rate(${minutes} minutes)`,
      started: functionStarted(killSwitch, { schedule: 'watch' }),
      // The next one makes up for one that did not come.
      retryPolicy: { maximumEventAgeInSeconds: minutes * 60, maximumRetryAttempts: 2 },
    });
  }
}
