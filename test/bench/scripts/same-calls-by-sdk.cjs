// The same script, with the AWS SDK for its calls to AWS: what is left is what the function does itself.
const {
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} = require('@aws-sdk/client-dynamodb');
const { EventBridgeClient, PutEventsCommand } = require('@aws-sdk/client-eventbridge');
const { handlerWith } = require('./same-calls.cjs');
const commands = {
  BatchGetItem: BatchGetItemCommand,
  PutItem: PutItemCommand,
  TransactWriteItems: TransactWriteItemsCommand,
  UpdateItem: UpdateItemCommand,
};
const ledger = new DynamoDBClient({ maxAttempts: 2 });
const bus = new EventBridgeClient({ maxAttempts: 2 });
exports.handler = handlerWith((action, input) =>
  action === 'PutEvents' ? bus.send(new PutEventsCommand(input)) : ledger.send(new commands[action](input)),
);
