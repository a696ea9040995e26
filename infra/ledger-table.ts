import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { TABLE_KEYS } from '../lambda/contract/ledger-table.ts';

/**
 * Where the function keeps what it remembers: clients, results of requests, the circuit breaker's slots.
 * Encrypted, as every table is, with a key of AWS.
 */
export const ledgerTable = (
  scope: Construct,
  { isProtected, removalPolicy }: { isProtected: boolean; removalPolicy: RemovalPolicy },
): Table =>
  new Table(scope, 'Ledger', {
    partitionKey: { name: TABLE_KEYS.partition, type: AttributeType.STRING },
    sortKey: { name: TABLE_KEYS.sort, type: AttributeType.STRING },
    timeToLiveAttribute: TABLE_KEYS.expiry,
    // A quiet month and a night of many alerts cost what they use; nothing is to be sized.
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: isProtected,
    // Also where the first deploy fails: its rollback could not delete a protected table, and would stick there.
    removalPolicy:
      isProtected && removalPolicy === RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        ? RemovalPolicy.RETAIN
        : removalPolicy,
  });
