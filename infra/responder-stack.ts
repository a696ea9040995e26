import { type App, PermissionsBoundary, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Alarms } from './alarms.ts';
import { alertPattern } from './alert-pattern.ts';
import { AlertRule } from './alert-rule.ts';
import { apiKeySecretArn } from './api-key-secret.ts';
import { Canary } from './canary.ts';
import { Chat } from './chat/chat.ts';
import { ConsoleForm } from './console-form/console-form.ts';
import { ConsoleTestEvents } from './console-test-events.ts';
import { addDashboard } from './dashboard.ts';
import { DriftWatch } from './drift-watch.ts';
import { requireRoomForVariables } from './environment-size.ts';
import { EventBuses } from './event-buses.ts';
import { FindingNotes } from './finding-notes/finding-notes.ts';
import { addFindingRules } from './finding-rules.ts';
import { functionEnvironment, wrappedAlertsEnvironment } from './function-settings.ts';
import { holdingQueue, takeOnlyFrom } from './holding-queue.ts';
import { KillSwitchFunction } from './kill-switch-function.ts';
import { killSwitchMetrics } from './kill-switch-metrics.ts';
import { ledgerTable } from './ledger-table.ts';
import { Notifications } from './notifications.ts';
import { addOutputs } from './outputs.ts';
import { ownNetwork } from './own-network.ts';
import type { StackSettings } from './setting-schema.ts';
import { addWarnings } from './warnings.ts';

/** The kill switch of one portal: bus → rule → function → bus, and everything that watches it. */
export class ResponderStack extends Stack {
  constructor(
    app: App,
    id: string,
    {
      settings,
      severalPortals,
      createTestEventRegistry,
    }: { settings: StackSettings; severalPortals: boolean; createTestEventRegistry: boolean },
  ) {
    const { stackName, portalUrl: portal, permissionsBoundary, runbookUrl } = settings;
    super(app, id, {
      // A packaged template gets its name when it is deployed.
      ...(Token.isUnresolved(stackName) ? {} : { stackName }),
      description: `Disables compromised OAuth2 clients of the DocSpace portal ${portal} when a security alert arrives`,
      ...(permissionsBoundary === undefined
        ? {}
        : { permissionsBoundary: PermissionsBoundary.fromArn(permissionsBoundary) }),
    });
    addWarnings(this, settings);
    // Data is kept only after a first deploy that succeeded: one that fails leaves nothing behind.
    const removalPolicy =
      settings.removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

    const buses = new EventBuses(this, 'Buses', settings);
    const deliveryQueue = holdingQueue(this, 'DeliveryQueue', removalPolicy);
    const failureQueue = holdingQueue(this, 'FailureQueue', removalPolicy);
    const secretArn = apiKeySecretArn(this, { importedArn: settings.apiKeySecretArn, portal, removalPolicy });

    const ledger = ledgerTable(this, { isProtected: settings.ledgerProtection, removalPolicy });

    // A name that is known before it exists: the metrics' dimension, the test events and the links need it.
    const functionName = stackName;
    const killSwitch = new KillSwitchFunction(this, 'KillSwitch', {
      functionName,
      portal,
      environment: {
        ...functionEnvironment(settings.function),
        ...wrappedAlertsEnvironment(settings),
        // Only fetch obeys it, and so the calls to the portal: those to AWS go out directly.
        ...(settings.proxyUrl === undefined
          ? {}
          : { HTTPS_PROXY: settings.proxyUrl, NODE_USE_ENV_PROXY: '1' }),
      },
      network: ownNetwork(this, settings),
      caCertificateFile: settings.caCertificateFile,
      failureQueue,
      reservedConcurrency: settings.reservedConcurrency,
      logRetention: settings.logRetentionDays,
      removalPolicy,
    });
    killSwitch.readApiKeyFrom(secretArn);
    killSwitch.publishResultsTo(buses.results);
    if (settings.guardResults) buses.takeResultsOnlyFrom(killSwitch.roleArn);
    killSwitch.keepLedgerIn(ledger);

    const alertRule = new AlertRule(this, 'Alerts', {
      ruleName: `${stackName}-alerts`,
      description: 'Security alerts start the DocSpace OAuth2 kill switch. Disable this rule to stop it.',
      bus: buses.alerts,
      pattern: alertPattern(settings, { severalPortals }),
      enabled: settings.alerts === 'on',
      alias: killSwitch.aliases.alerts,
      deliveryQueue,
    });
    const findingRules = addFindingRules(this, {
      settings,
      bus: buses.ofAws,
      alias: killSwitch.aliases.alerts,
      deliveryQueue,
    });

    const rules = [alertRule, ...findingRules];
    killSwitch.lookAtDelivery({ results: buses.results, rules, alerts: settings.alerts });
    takeOnlyFrom(deliveryQueue, { 'aws:SourceArn': rules.map(({ ruleArn }) => ruleArn) });

    const metrics = killSwitchMetrics(functionName);
    const { metric: canary } = new Canary(this, 'Canary', {
      settings,
      alertBus: buses.alerts,
      alias: killSwitch.aliases.schedule,
      metrics,
    });
    new DriftWatch(this, 'DriftWatch', {
      minutes: settings.watchInterval,
      alias: killSwitch.aliases.schedule,
    });
    const { topic, results } = new Notifications(this, 'Notifications', {
      stackName,
      portal,
      resultBus: buses.results,
      notifyEmail: settings.notifyEmail,
      runbookUrl,
    });
    if (settings.chatTopic) {
      new Chat(this, 'Chat', {
        stackName,
        results,
        ofAws: buses.ofAws,
        runbookUrl,
        logRetention: settings.logRetentionDays,
        removalPolicy,
      });
    }
    const findingNotes = settings.findingNotes
      ? new FindingNotes(this, 'FindingNotes', {
          stackName,
          portal,
          formats: settings.function.inputs.formats,
          resultBus: buses.results,
          logRetention: settings.logRetentionDays,
          removalPolicy,
        })
      : undefined;
    const watched = { killSwitch: killSwitch.function, metrics, deliveryQueue, failureQueue, canary };
    const alarms = new Alarms(this, 'Alarms', {
      stackName,
      portal,
      topic,
      runbookUrl,
      parts: {
        ...watched,
        alertBus: buses.alerts,
        ruleName: alertRule.ruleName,
        findingRules,
        watchInterval: settings.watchInterval,
        findingNotesQueue: findingNotes?.queue,
      },
    });
    if (settings.dashboard)
      addDashboard(this, {
        ...watched,
        stackName,
        portal,
        runbookUrl,
        logGroup: killSwitch.logGroup,
        ledger,
        alarms: alarms.all,
        takesFindings: findingRules.length > 0,
      });

    if (settings.testEvents !== 'false') {
      new ConsoleTestEvents(this, 'ConsoleTestEvents', {
        functionName,
        settings,
        createRegistry: createTestEventRegistry,
      });
    }
    if (settings.consoleForm) {
      new ConsoleForm(this, 'ConsoleForm', {
        functionName,
        portal,
        responder: killSwitch.aliases.responder,
        itself: killSwitch.function,
        approvers: settings.enableApprovers,
      });
    }
    addOutputs(this, {
      functionName,
      alertsAliasArn: killSwitch.aliases.alerts.functionArn,
      logGroupName: killSwitch.logGroup.logGroupName,
      secretArn,
      alertBusName: buses.alerts.name,
      resultBusName: buses.results.name,
      ledgerTableName: ledger.tableName,
      deliveryQueueUrl: deliveryQueue.queueUrl,
      failureQueueUrl: failureQueue.queueUrl,
      topicArn: topic.topicArn,
      hasDashboard: settings.dashboard,
    });
    requireRoomForVariables(killSwitch.function, settings.function.policy.protectedClientIds);
  }
}
