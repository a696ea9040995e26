import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FindingFormat } from '../lambda/contract/finding-format.ts';
import { AlertRule } from './alert-rule.ts';
import type { NamedBus } from './event-buses.ts';
import { findingPattern } from './finding-pattern.ts';
import type { StackSettings } from './setting-schema.ts';

const PARTS: Readonly<Record<FindingFormat, { id: string; origin: string }>> = {
  asff: { id: 'AsffFindings', origin: 'Security Hub CSPM' },
  ocsf: { id: 'OcsfFindings', origin: 'Security Hub' },
};

/** A rule for each enabled format, on the bus `default`: findings of AWS services arrive nowhere else. */
export const addFindingRules = (
  scope: Construct,
  {
    settings,
    bus,
    alias,
    deliveryQueue,
  }: { settings: StackSettings; bus: NamedBus; alias: IFunction; deliveryQueue: IQueue },
): AlertRule[] =>
  [...settings.function.inputs.formats].map(
    (format) =>
      new AlertRule(scope, PARTS[format].id, {
        ruleName: `${settings.stackName}-${format}`,
        description: `Findings of ${PARTS[format].origin} that name a client start the DocSpace OAuth2 kill switch. Disable this rule to stop it.`,
        bus,
        pattern: findingPattern(format, settings),
        enabled: settings.alerts === 'on',
        alias,
        deliveryQueue,
      }),
  );
