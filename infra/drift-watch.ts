import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { addSchedule, functionStarted } from './own-schedule.ts';

/** Starts the drift watch every few minutes: is every contained client still off? */
export class DriftWatch extends Construct {
  constructor(scope: Construct, id: string, { minutes, alias }: { minutes: number; alias: IFunction }) {
    super(scope, id);
    addSchedule(this, {
      description: 'Looks whether the clients that the DocSpace OAuth2 kill switch disabled are still off.',
      roleDescription: 'Lets the drift watch start, and nothing else',
      // It may start at once: with an empty ledger it does not call the portal.
      expression: `rate(${minutes} minutes)`,
      started: functionStarted(alias, { schedule: 'watch' }),
      // The next run makes up for one that did not start.
      retryPolicy: { maximumEventAgeInSeconds: minutes * 60, maximumRetryAttempts: 2 },
    });
  }
}
