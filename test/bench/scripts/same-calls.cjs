// The calls of one alert, in the order in which the function makes them, and nothing else. `aws` makes those to AWS.
const { PORTAL_URL, PORTAL_KEY, AWS_ENDPOINT_URL } = process.env;
let signature;
const portal = async (method, path, headers, body) => {
  const answer = await fetch(`${PORTAL_URL}/api/2.0/${path}`, {
    method,
    headers: { 'user-agent': 'script/1', accept: 'application/json', ...headers },
    body,
  });
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
};
// As many fields as a client's record has.
const item = Object.fromEntries(Array.from({ length: 28 }, (_, n) => [`field${n}`, { S: 'x'.repeat(24) }]));
const key = { kind: { S: 'client' }, id: { S: 'x' } };
const INPUTS = {
  GetItem: { TableName: 'ledger', Key: key, ConsistentRead: true },
  PutItem: { TableName: 'ledger', Item: item },
  UpdateItem: {
    TableName: 'ledger',
    Key: key,
    UpdateExpression: 'SET a = :a',
    ExpressionAttributeValues: { ':a': { N: '1' } },
  },
  PutEvents: { Entries: [{ Source: 'x', DetailType: 'x', Detail: JSON.stringify({ x: 'x'.repeat(2000) }) }] },
};
exports.handlerWith =
  (aws) =>
  async ({ detail }) => {
    const table = (action) => aws(action, INPUTS[action]);
    signature ??= (await portal('GET', 'security/oauth2/token', { authorization: `Bearer ${PORTAL_KEY}` }))
      .response;
    const headers = { 'x-signature': signature, 'content-type': 'application/json' };
    const off = () => portal('PATCH', `clients/${detail.clientId}/activation`, headers, '{"status":false}');
    const read = () => portal('GET', `clients/${detail.clientId}`, headers);
    await Promise.all([read(), table('GetItem'), table('GetItem')]);
    await table('UpdateItem');
    await table('PutItem');
    await off();
    const noted = table('PutItem');
    await off();
    const state = await read();
    await noted;
    await table('PutItem');
    await table('PutItem');
    await aws('PutEvents', INPUTS.PutEvents);
    return { outcome: state.enabled ? 'unverified' : 'disabled' };
  };
const plainly = async (action, body) => {
  const service = action === 'PutEvents' ? 'AWSEvents' : 'DynamoDB_20120810';
  const answer = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: { 'x-amz-target': `${service}.${action}`, 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(body),
  });
  return answer.json();
};
exports.handler = exports.handlerWith(plainly);
