import type { AwsStep } from '../stage/aws-call.ts';
import type { AwsFault } from '../stage/aws-stub.ts';
import type { Cell } from './fault.ts';

const BY_NAME: Readonly<Record<string, AwsFault>> = {
  'reset before effect': 'reset before',
  'reset after effect': 'reset after',
  'time-out': 'no answer',
  throttled: 'throttled',
  '500 before effect': 'error 500',
  '500 after effect': 'error 500 after',
  'access denied': 'access denied',
  'not found': 'not found',
  'no JSON': 'garbage',
  'JSON cut short': 'cut short',
};

const OF_ONE_STEP: Partial<Record<AwsStep, Readonly<Record<string, AwsFault>>>> = {
  'secret read': { 'unusable value': 'unusable value' },
  publish: { 'entry refused': 'entry refused' },
};

const STEPS: readonly AwsStep[] = [
  'secret read',
  'ledger read',
  'ledger slot',
  'ledger intent',
  'ledger note',
  'ledger end',
  'publish',
];

const cellsAt = (steps: readonly AwsStep[], step: string): Cell[] =>
  Object.entries({ ...BY_NAME, ...(steps.length === 1 && steps[0] ? OF_ONE_STEP[steps[0]] : {}) }).flatMap(
    ([name, fault]) =>
      (['once', 'to the end'] as const).map((strikes) => ({
        step,
        strikes,
        name,
        arm: ({ aws }: Parameters<Cell['arm']>[0]) =>
          aws.strike((at, nth) =>
            steps.includes(at) && (nth === 1 || strikes === 'to the end') ? fault : undefined,
          ),
      })),
  );

/** All faults of AWS at all steps of a run that changes a client. */
export const awsCells = (left: readonly AwsStep[] = []): Cell[] => [
  ...STEPS.filter((step) => !left.includes(step)).flatMap((step) => cellsAt([step], step)),
  ...cellsAt(
    STEPS.filter((step) => step.startsWith('ledger')),
    'whole ledger',
  ),
];
