import { Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import { Construct } from 'constructs';
import { ALERT_DETAIL_TYPE } from '../lambda/contract/alert-event.ts';
import type { StackSettings } from './setting-schema.ts';

/** Lambda's console looks for shareable test events here, and under this name. */
const REGISTRY = 'lambda-testevent-schemas';
const schemaName = (functionName: string): string => `_${functionName}-schema`;

/** No UUID on purpose: a Test that nobody edited ends as `invalid` and touches nothing. */
export const CLIENT_ID_PLACEHOLDER = 'PASTE-THE-CLIENT-ID-HERE';

const REASON = 'say why';

/** An empty one is invalid: without a client to fill in, the reason is what a person must have thought of. */
const NO_REASON = '';

/** The payloads that a person picks from in the Test tab. */
export const consoleTestEvents = ({
  alertSources,
  portalUrl,
}: Pick<StackSettings, 'alertSources' | 'portalUrl'>) => ({
  check: { action: 'check' },
  list: { action: 'list' },
  status: { action: 'status', clientId: CLIENT_ID_PLACEHOLDER },
  'disable-dry-run': { action: 'disable', clientId: CLIENT_ID_PLACEHOLDER, reason: REASON, dryRun: true },
  disable: { action: 'disable', clientId: CLIENT_ID_PLACEHOLDER, reason: REASON },
  enable: { action: 'enable', clientId: CLIENT_ID_PLACEHOLDER, reason: REASON },
  'reset-breaker': { action: 'reset-breaker', reason: NO_REASON },
  alert: {
    version: '0',
    id: 'console-test',
    source: Fn.select(0, alertSources),
    'detail-type': ALERT_DETAIL_TYPE,
    account: '000000000000',
    region: 'us-east-1',
    // Far ahead, so that the saved event never grows too old to be answered.
    time: '2099-01-01T00:00:00Z',
    resources: [],
    detail: {
      clientId: CLIENT_ID_PLACEHOLDER,
      portal: portalUrl,
      severity: 'critical',
      reason: REASON,
      dryRun: true,
    },
  },
});

/** Saves the test events for everyone who may open the function's Test tab. */
export class ConsoleTestEvents extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      functionName,
      settings,
      createRegistry,
    }: { functionName: string; settings: StackSettings; createRegistry: boolean },
  ) {
    super(scope, id);
    const schema = new CfnSchema(this, 'Events', {
      registryName: REGISTRY,
      schemaName: schemaName(functionName),
      type: 'OpenApi3',
      content: JSON.stringify({
        openapi: '3.0.0',
        info: { version: '1.0.0', title: 'Event' },
        paths: {},
        components: {
          schemas: { Event: { type: 'object' } },
          examples: Object.fromEntries(
            Object.entries(consoleTestEvents(settings)).map(([name, value]) => [name, { value }]),
          ),
        },
      }),
    });
    if (!createRegistry) return;
    const registry = new CfnRegistry(this, 'Registry', {
      registryName: REGISTRY,
      description: 'Shareable test events of Lambda functions',
    });
    // Other functions of the account keep their events in it too.
    registry.applyRemovalPolicy(RemovalPolicy.RETAIN);
    schema.addResourceDependency(registry);
  }
}
