import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Match } from 'aws-cdk-lib/assertions';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDynamoDbStore } from '../../lambda/aws/dynamodb-store.ts';
import { TABLE_KEYS } from '../../lambda/contract/ledger-table.ts';
import { templateOf } from './synthesised.ts';
import { environmentOf, statementsOf } from './template-parts.ts';

const TABLE = 'AWS::DynamoDB::Table';

const template = templateOf();

describe('the table of the ledger', () => {
  test('has the keys that the ledger asks by, and expires by the time that it writes', async () => {
    template.hasResourceProperties(TABLE, {
      KeySchema: [
        { AttributeName: TABLE_KEYS.partition, KeyType: 'HASH' },
        { AttributeName: TABLE_KEYS.sort, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: TABLE_KEYS.partition, AttributeType: 'S' },
        { AttributeName: TABLE_KEYS.sort, AttributeType: 'S' },
      ],
      TimeToLiveSpecification: { AttributeName: TABLE_KEYS.expiry, Enabled: true },
    });
    const dynamoDb = mockClient(DynamoDBClient);
    onTestFinished(() => dynamoDb.restore());
    dynamoDb.on(BatchGetItemCommand).resolves({});
    const store = createDynamoDbStore(new DynamoDBClient(), 'ledger');
    await store.recall({ clientId: 'client', requestKey: 'request' }, { withinMs: 1_000 });
    const [call] = dynamoDb.commandCalls(BatchGetItemCommand);
    const keys = call?.args[0].input.RequestItems?.['ledger']?.Keys?.map((key) => Object.keys(key).sort());
    const own = [TABLE_KEYS.partition, TABLE_KEYS.sort].sort();
    expect(keys).toEqual([own, own]);
  });

  test('is paid by use, can be restored to any second of the last weeks, and costs no key', () => {
    template.resourceCountIs(TABLE, 1);
    template.hasResourceProperties(TABLE, {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: Match.absent(),
      GlobalSecondaryIndexes: Match.absent(),
      StreamSpecification: Match.absent(),
      TableName: Match.absent(),
    });
  });

  test.each([
    ['is protected and kept by default', {}, true, 'Retain'],
    ['goes with a stack that is to be destroyed', { removalPolicy: 'destroy' }, false, 'Delete'],
    [
      'can be deleted by hand where it is not protected',
      { ledgerProtection: 'false' },
      false,
      'RetainExceptOnCreate',
    ],
    [
      'keeps its protection where both are asked for: then destroying stops at it',
      { removalPolicy: 'destroy', ledgerProtection: true },
      true,
      'Delete',
    ],
  ])('%s', (_, settings, isProtected, deletionPolicy) => {
    templateOf(settings).hasResource(TABLE, {
      DeletionPolicy: deletionPolicy,
      Properties: { DeletionProtectionEnabled: isProtected },
    });
  });
});

describe('the function', () => {
  const ledger = { Ref: Match.stringLikeRegexp('^Ledger') };

  test('may read, write, list and remove items of this table, and neither scan nor delete nor change the table', () => {
    const [statement, ...others] = statementsOf(template, /KillSwitch/).filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('dynamodb:')),
    );
    expect(others).toEqual([]);
    expect([statement?.Action].flat().toSorted()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
    expect(statement?.Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Ledger/), 'Arn'] });
  });

  test('gets the name of the table, and so does the person who deploys', () => {
    expect(environmentOf(template)).toMatchObject({ LEDGER_TABLE: expect.stringMatching(/"Ref":"Ledger/) });
    template.hasOutput('LedgerTable', { Value: ledger });
  });
});
